package dev.heed.models.load;

import java.util.function.Predicate;

/**
 * Changes of low rank beside matrices that stay (LoRA, Hu et al., 2021).
 *
 * @param rank of each change
 * @param alpha the change counts alpha / rank
 * @param targets the modules that get one, such as those that end in {@code q_proj}
 * @param seed of the initial values
 */
public record Adapters(int rank, double alpha, Predicate<String> targets, long seed) {
  public Adapters {
    if (rank < 1 || !(alpha > 0)) {
      throw new IllegalArgumentException(
          "a change of low rank needs a rank of at least 1 and a positive alpha, was %d and %s"
              .formatted(rank, alpha));
    }
  }

  /** True for a module that gets one. */
  boolean isFor(String module) {
    return targets.test(module);
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
