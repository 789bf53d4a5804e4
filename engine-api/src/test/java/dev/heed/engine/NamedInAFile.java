package dev.heed.engine;

/** A provider that a service file can name. */
public final class NamedInAFile implements BackendProvider {
  private final BackendProvider fake = FakeProvider.available("named-in-a-file", 1);

  /** For {@link java.util.ServiceLoader}. */
  public NamedInAFile() {}

  @Override
  public String name() {
    return fake.name();
  }

  @Override
  public int priority() {
    return fake.priority();
  }

  @Override
  public Availability probe() {
    return fake.probe();
  }

  @Override
  public Backend open(DeviceInfo device, BackendOptions options) {
    return fake.open(device, options);
  }
}
