package dev.heed.testkit.check;

import dev.heed.engine.Availability;
import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.BackendProvider;
import dev.heed.engine.DeviceInfo;
import dev.heed.engine.Usage;
import java.util.List;

/** The backend under test, open twice: with one thread and with two. */
public final class Subject implements AutoCloseable {
  private final BackendProvider provider;
  private final BackendOptions options;
  private final DeviceInfo device;
  private final double toleranceFactor;
  private final double packedWeightError;
  private final Backend oneThread;
  private final Backend twoThreads;

  /** Opens the provider's first device. */
  public Subject(
      BackendProvider provider,
      BackendOptions options,
      double toleranceFactor,
      double packedWeightError) {
    this.provider = provider;
    this.options = options;
    this.toleranceFactor = toleranceFactor;
    this.packedWeightError = packedWeightError;
    this.device =
        switch (provider.probe()) {
          case Availability.Available available -> available.devices().getFirst();
          case Availability.Unavailable none ->
              throw new AssertionError(
                  "backend '%s' is unavailable: %s; %s"
                      .formatted(provider.name(), none.reason(), none.remedy()));
        };
    this.oneThread = open(options.withThreads(1));
    this.twoThreads = open(options.withThreads(2));
  }

  /** The provider. */
  public BackendProvider provider() {
    return provider;
  }

  /** What the suite was asked to open it with. */
  public BackendOptions options() {
    return options;
  }

  /** The device under test. */
  public DeviceInfo device() {
    return device;
  }

  /** Factor of every tolerance. */
  public double toleranceFactor() {
    return toleranceFactor;
  }

  /** How far packed weights may be off, as a part of the greatest magnitude in a row. */
  public double packedWeightError() {
    return packedWeightError;
  }

  /** The backend with one thread. */
  public Backend backend() {
    return oneThread;
  }

  /** The backend with two threads. */
  public Backend twoThreads() {
    return twoThreads;
  }

  /** What each of the two holds now. */
  public List<Usage> usage() {
    return List.of(oneThread.usage(), twoThreads.usage());
  }

  /** Another one, which the caller closes. */
  public Backend open(BackendOptions how) {
    return provider.open(device, how);
  }

  @Override
  public void close() {
    oneThread.close();
    twoThreads.close();
  }
}
