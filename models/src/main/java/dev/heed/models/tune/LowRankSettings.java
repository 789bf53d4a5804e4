package dev.heed.models.tune;

import dev.heed.models.load.AdapterTargets;
import dev.heed.models.load.Adapters;
import java.util.List;

/**
 * Changes of low rank beside matrices that stay (LoRA, Hu et al., 2021).
 *
 * @param rank of each change
 * @param alpha they count alpha / rank
 * @param dropout rate at which a change's input is dropped while it is learned
 * @param modules that get one, named as PEFT names them, such as {@code query}; none for all
 *     matrices of the layers
 */
public record LowRankSettings(int rank, double alpha, float dropout, List<String> modules) {
  /** Rank 8, counted twice, beside all matrices of the layers. */
  public static final LowRankSettings DEFAULT = new LowRankSettings(8, 16, 0, List.of());

  public LowRankSettings {
    Course.check(rank >= 1, "rank", rank, "at least 1");
    Course.check(alpha > 0 && alpha < Double.POSITIVE_INFINITY, "alpha", alpha, "above 0");
    Course.check(dropout >= 0 && dropout < 1, "dropout of low rank", dropout, "from 0 to below 1");
    modules = List.copyOf(modules);
  }

  /** As the model's loader takes them. */
  Adapters adapters(long seed) {
    return new Adapters(
        rank,
        alpha,
        dropout,
        modules.isEmpty() ? Depth::isOfLayers : new AdapterTargets(modules),
        seed);
  }

  /** Such as {@code rank 8, alpha 16.0, beside query and value}: for people. */
  String inWords() {
    return "rank %d, alpha %s%s, beside %s"
        .formatted(
            rank,
            alpha,
            dropout > 0 ? ", dropout " + dropout : "",
            modules.isEmpty() ? "all matrices of the layers" : String.join(", ", modules));
  }
}
