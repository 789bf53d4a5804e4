package dev.heed.testkit.self;

import dev.heed.engine.Availability;
import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.BackendProvider;
import dev.heed.engine.DeviceInfo;
import java.util.List;
import java.util.Map;

/** Opens {@link OracleBackend}, with the mistake that the JVM was told to make. */
public class OracleProvider implements BackendProvider {
  private final boolean composing;

  /** Every op has a kernel of its own. */
  public OracleProvider() {
    this(false);
  }

  private OracleProvider(boolean composing) {
    this.composing = composing;
  }

  /** Opens a backend that composes its fused ops of required ones. */
  public static final class Composing extends OracleProvider {
    /** Found by its name in a JVM of its own. */
    public Composing() {
      super(true);
    }
  }

  @Override
  public String name() {
    return "oracle";
  }

  @Override
  public int priority() {
    return -100;
  }

  @Override
  public Availability probe() {
    return new Availability.Available(
        List.of(new DeviceInfo(name(), 0, "double precision", Map.of())));
  }

  @Override
  public Backend open(DeviceInfo device, BackendOptions options) {
    Mistake mistake = Mistake.ofThisJvm();
    Backend backend = new OracleBackend(device, options, mistake, composing);
    return switch (mistake) {
      case SERVES_AFTER_CLOSE, CLOSES_WITHOUT_WAITING -> new BadlyClosed(backend, mistake);
      default -> backend;
    };
  }
}
