package dev.heed.models.load;

import dev.heed.models.spec.ModelException;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Changes of low rank beside matrices that stay (LoRA, Hu et al., 2021).
 *
 * @param rank of each change
 * @param alpha the change counts alpha / rank
 * @param dropout rate at which the change's input is dropped while it is learned
 * @param targets the modules that get one, such as {@link AdapterTargets}
 * @param seed of the initial values
 */
public record Adapters(
    int rank, double alpha, float dropout, Predicate<String> targets, long seed) {
  public Adapters {
    if (rank < 1 || !(alpha > 0)) {
      throw new IllegalArgumentException(
          "a change of low rank needs a rank of at least 1 and a positive alpha, was %d and %s"
              .formatted(rank, alpha));
    }
    if (!(dropout >= 0 && dropout < 1)) {
      throw new IllegalArgumentException(
          "dropout of a change of low rank is at least 0 and below 1, was " + dropout);
    }
  }

  /** Without dropout. */
  public Adapters(int rank, double alpha, Predicate<String> targets, long seed) {
    this(rank, alpha, 0, targets, seed);
  }

  /** True for a module that gets one. */
  boolean isFor(String module) {
    return targets.test(module);
  }

  /**
   * Checks that the modules that are named are there.
   *
   * @param offered the matrices of a model, by their modules
   * @throws ModelException which lists those that are there
   */
  void checkTargets(String model, Collection<String> offered) {
    if (targets instanceof AdapterTargets named) {
      for (String name : named.names()) {
        if (offered.stream().noneMatch(module -> AdapterTargets.isMeant(name, module))) {
          throw new ModelException(
              "model '%s' has no module '%s' for a change of low rank; it has %s"
                  .formatted(model, name, kinds(offered)));
        }
      }
    }
    if (offered.stream().noneMatch(targets)) {
      throw new ModelException(
          "model '%s': no module gets a change of low rank; it has %s"
              .formatted(model, kinds(offered)));
    }
  }

  /** Behind the number of the layer, each once. */
  static String kinds(Collection<String> modules) {
    List<String> kinds =
        List.copyOf(
            new TreeSet<>(
                modules.stream().map(module -> module.replaceFirst("^.*\\.\\d+\\.", "")).toList()));
    return String.join(", ", kinds);
  }

  /** What the product of a change counts. */
  public float scale() {
    return (float) (alpha / rank);
  }

  /** Such as {@code model.layers.0.self_attn.q_proj.lora_A.weight}. */
  public static String nameOfA(String module) {
    return module + ".lora_A.weight";
  }

  /** Such as {@code model.layers.0.self_attn.q_proj.lora_B.weight}. */
  public static String nameOfB(String module) {
    return module + ".lora_B.weight";
  }

  /** [rank, in], evenly between ±1/√in. */
  float[] initial(String module, int in) {
    return InitialValues.uniform(seed, nameOfA(module), rank * in, 1 / Math.sqrt(in));
  }
}
