package dev.heed.engine;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One device of a backend.
 *
 * @param backend the provider's name
 * @param index place among the provider's devices, from 0
 * @param name what the device is called, such as a processor or graphics card
 * @param attributes facts for people, in order, such as {@code vector bits → 256}
 * @param onRequest taken only when the user asks for it, or for its backend, by name: right, but
 *     slower than another backend on the same machine
 */
public record DeviceInfo(
    String backend, int index, String name, Map<String, String> attributes, boolean onRequest) {
  public DeviceInfo {
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }

  /** One that may be taken without being asked for. */
  public DeviceInfo(String backend, int index, String name, Map<String, String> attributes) {
    this(backend, index, name, attributes, false);
  }

  /** Such as {@code gpu-opencl:0}: what the user may ask for. */
  public String id() {
    return backend + ":" + index;
  }
}
