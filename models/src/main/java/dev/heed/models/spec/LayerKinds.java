package dev.heed.models.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** Which layers of a decoder see a sliding window, and which all that came before. */
final class LayerKinds {
  static final String SLIDING = "sliding_attention";
  static final String FULL = "full_attention";

  private LayerKinds() {}

  /**
   * What {@code layer_types} says, or else a rule.
   *
   * @param slides whether a layer is one with a window, where the configuration does not list them
   * @param window of the layers with one, in tokens; 0 where there is none
   * @param slidingRotary table of the layers with a window
   * @param fullRotary table of the others
   */
  static List<DecoderLayerSpec> read(
      Config config, IntPredicate slides, int window, int slidingRotary, int fullRotary) {
    int layers = config.size("num_hidden_layers", Limits.LAYERS);
    List<String> types = config.textsOrNull("layer_types");
    if (types != null && types.size() != layers) {
      throw new ModelException(
          "%s: 'layer_types' names %d layers of %d"
              .formatted(config.origin(), types.size(), layers));
    }
    List<DecoderLayerSpec> specs = new ArrayList<>();
    for (int l = 0; l < layers; l++) {
      boolean sliding = types == null ? slides.test(l) : isSliding(config, types.get(l));
      specs.add(
          sliding
              ? new DecoderLayerSpec(window, slidingRotary)
              : new DecoderLayerSpec(0, fullRotary));
    }
    return specs;
  }

  private static boolean isSliding(Config config, String type) {
    return switch (type) {
      case SLIDING -> true;
      case FULL -> false;
      default ->
          throw new ModelException(
              "%s: 'layer_types' names '%s'; supported are %s and %s"
                  .formatted(config.origin(), type, FULL, SLIDING));
    };
  }
}
