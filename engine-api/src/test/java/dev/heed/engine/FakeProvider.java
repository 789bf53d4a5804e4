package dev.heed.engine;

import dev.heed.engine.host.PlainBackend;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A provider that says what it was told to say. */
final class FakeProvider implements BackendProvider {
  private final String name;
  private final int priority;
  private final Availability availability;

  private FakeProvider(String name, int priority, Availability availability) {
    this.name = name;
    this.priority = priority;
    this.availability = availability;
  }

  static FakeProvider available(String name, int priority) {
    return withDevices(name, priority, 1);
  }

  static FakeProvider withDevices(String name, int priority, int devices) {
    List<DeviceInfo> infos =
        IntStream.range(0, devices)
            .mapToObj(index -> new DeviceInfo(name, index, "device " + index, Map.of()))
            .toList();
    return new FakeProvider(name, priority, new Availability.Available(infos));
  }

  static FakeProvider withDevices(String name, int priority, DeviceInfo... devices) {
    return new FakeProvider(name, priority, new Availability.Available(List.of(devices)));
  }

  static FakeProvider unavailable(String name, int priority, String reason, String remedy) {
    return new FakeProvider(name, priority, new Availability.Unavailable(reason, remedy));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int priority() {
    return priority;
  }

  @Override
  public Availability probe() {
    return availability;
  }

  @Override
  public Backend open(DeviceInfo device, BackendOptions options) {
    return new PlainBackend(device, options);
  }
}
