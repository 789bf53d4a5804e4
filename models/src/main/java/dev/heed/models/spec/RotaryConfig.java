package dev.heed.models.spec;

import dev.heed.engine.op.RotaryPairing;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads rotary positions in both spellings: {@code rope_parameters} of transformers 5, and {@code
 * rope_theta} with {@code rope_scaling} of older folders.
 */
final class RotaryConfig {
  private static final List<String> TYPES =
      List.of("default", "dynamic", "linear", "llama3", "longrope", "yarn");

  private final Config config;
  private final int headSize;
  private final int maxTokens;

  /**
   * Over the settings of a model.
   *
   * @param maxTokens longest text that the model was made for
   */
  RotaryConfig(Config config, int headSize, int maxTokens) {
    this.config = config;
    this.headSize = headSize;
    this.maxTokens = maxTokens;
  }

  /** The one rotation of all layers. */
  RotarySpec read(double usualBase) {
    Config parameters = config.part("rope_parameters");
    double base = config.doubleOr("rope_theta", usualBase);
    return parameters == null
        ? of(config, base, config.part("rope_scaling"))
        : of(parameters, base, parameters);
  }

  /**
   * The rotation of layers of one kind.
   *
   * @param kind as {@code layer_types} calls it
   * @param baseKey its base in older folders
   * @param scaled whether {@code rope_scaling} of older folders is meant for it
   */
  RotarySpec read(String kind, String baseKey, double usualBase, boolean scaled) {
    Config parameters = config.part("rope_parameters");
    Config own = parameters == null ? null : parameters.part(kind);
    if (own != null) {
      return of(own, config.doubleOr(baseKey, usualBase), own);
    }
    double base = config.doubleOr(baseKey, usualBase);
    return spec(config, base, scaled ? config.part("rope_scaling") : null);
  }

  private RotarySpec of(Config settings, double usualBase, @Nullable Config scaling) {
    return spec(settings, settings.doubleOr("rope_theta", usualBase), scaling);
  }

  private RotarySpec spec(Config settings, double base, @Nullable Config scaling) {
    double part =
        settings.doubleOr("partial_rotary_factor", config.doubleOr("partial_rotary_factor", 1));
    if (!(part > 0 && part <= 1)) {
      throw new ModelException(
          "%s: 'partial_rotary_factor' is %s; expected a number above 0, at most 1"
              .formatted(config.origin(), part));
    }
    int pairs = (int) (headSize * part) / 2;
    return new RotarySpec(base, pairs, pairing(), scaling(scaling, stored()));
  }

  private RotaryPairing pairing() {
    Config heed = config.part("heed");
    String name = heed == null ? null : heed.text("rope_pairing");
    return "interleaved".equals(name) ? RotaryPairing.INTERLEAVED : RotaryPairing.HALF_SPLIT;
  }

  /** Factors that a GGUF file has as a tensor, in place of what they were computed from. */
  private RotaryScaling stored() {
    Config heed = config.part("heed");
    return heed != null && heed.has("rope_factors")
        ? new RotaryScaling.Factors(heed.numbers("rope_factors"))
        : new RotaryScaling.None();
  }

  private RotaryScaling scaling(@Nullable Config settings, RotaryScaling otherwise) {
    if (settings == null) {
      return otherwise;
    }
    String type = settings.text("rope_type");
    if (type == null) {
      type = settings.text("type");
    }
    return switch (type == null ? "default" : type) {
      // What is dynamic changes beyond the longest text that the model was made for, and no text is
      // longer here: the base grows by (factor · tokens / longest − (factor − 1)) ^ …, 1 up to
      // there.
      case "default", "dynamic" -> new RotaryScaling.None();
      case "linear" -> new RotaryScaling.Linear(settings.number("factor"));
      case "llama3" ->
          new RotaryScaling.Llama3(
              settings.number("factor"),
              settings.number("low_freq_factor"),
              settings.number("high_freq_factor"),
              original(settings));
      case "longrope", "su" -> longRope(settings);
      case "yarn" -> yarn(settings);
      default ->
          throw new ModelException(
              "%s: the rotary scaling '%s' is not supported; supported are %s"
                  .formatted(settings.origin(), type, String.join(", ", TYPES)));
    };
  }

  private RotaryScaling longRope(Config settings) {
    int original = original(settings);
    double factor =
        settings.has("factor") ? settings.number("factor") : (double) maxTokens / original;
    double usual = factor <= 1 ? 1 : Math.sqrt(1 + Math.log(factor) / Math.log(original));
    return new RotaryScaling.LongRope(
        settings.numbers("short_factor"),
        settings.numbers("long_factor"),
        original,
        settings.doubleOr("attention_factor", usual));
  }

  private RotaryScaling yarn(Config settings) {
    double factor = settings.number("factor");
    return new RotaryScaling.Yarn(
        factor,
        original(settings),
        settings.doubleOr("beta_fast", 32),
        settings.doubleOr("beta_slow", 1),
        settings.flagOr("truncate", true),
        settings.doubleOr("attention_factor", yarnAttention(settings, factor)));
  }

  /** DeepSeek's two weights of the logarithm count where there are both, and neither is 0. */
  private static double yarnAttention(Config settings, double factor) {
    double all = settings.doubleOr("mscale", 0);
    double under = settings.doubleOr("mscale_all_dim", 0);
    return all != 0 && under != 0
        ? RotaryScaling.Yarn.attention(factor, all) / RotaryScaling.Yarn.attention(factor, under)
        : RotaryScaling.Yarn.attention(factor, 1);
  }

  private int original(Config settings) {
    String key = "original_max_position_embeddings";
    return settings.has(key)
        ? settings.size(key, Limits.ROWS)
        : config.has(key) ? config.size(key, Limits.ROWS) : maxTokens;
  }
}
