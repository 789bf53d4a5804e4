package dev.heed.models.spec;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Where a family's checkpoint keeps what a model is made of: the module path of each {@link Part},
 * to which {@code .weight} or {@code .bias} is appended. {@code {layer}} stands for the layer's
 * number.
 *
 * @param prefix of the body's own modules, such as {@code bert.}; already part of the paths
 * @param modules path of each part that the family has
 */
public record NameMap(String prefix, Map<Part, String> modules) {
  private static final String LAYER = "{layer}";

  public NameMap {
    modules = Map.copyOf(modules);
  }

  /** {@code body} with the prefix before each path, and {@code head} as it is. */
  static NameMap of(String prefix, Map<Part, String> body, Map<Part, String> head) {
    Map<Part, String> modules = new EnumMap<>(Part.class);
    body.forEach((part, path) -> modules.put(part, prefix + path));
    modules.putAll(head);
    return new NameMap(prefix, modules);
  }

  /** True where the family has this part at all. */
  public boolean has(Part part) {
    return modules.containsKey(part);
  }

  /** Path of a part that is there once. */
  public String module(Part part) {
    String path = modules.get(part);
    if (path == null) {
      throw new ModelException("the checkpoints of this family have no place for " + part);
    }
    return path;
  }

  /** Path of a part that every layer has. */
  public String module(Part part, int layer) {
    return module(part).replace(LAYER, Integer.toString(layer));
  }

  /**
   * Names under which a part's weight may be found, the usual one first. Norms converted from
   * TensorFlow call theirs gamma.
   */
  public static List<String> weight(String module) {
    return List.of(module + ".weight", module + ".gamma");
  }

  /** Names under which a part's bias may be found, the usual one first (norms: beta). */
  public static List<String> bias(String module) {
    return List.of(module + ".bias", module + ".beta");
  }
}
