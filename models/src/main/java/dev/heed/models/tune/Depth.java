package dev.heed.models.tune;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How deep in a model a parameter is, by its name: the layers' are numbered, what stands before
 * them is the embeddings, and all else is on top.
 */
final class Depth {
  /** Such as {@code encoder.layer.3.} and {@code model.layers.3.}, and GPT-2's {@code h.3.}. */
  private static final Pattern LAYER = Pattern.compile("(?:^|\\.)(?:layers?|h)\\.(\\d+)\\.");

  private static final Pattern EMBEDDINGS =
      Pattern.compile("(?:^|\\.)(?:embeddings|embed_tokens|wte|wpe)\\.");

  private Depth() {}

  /** True for a module, or a parameter, of one of the layers: no embeddings, and nothing on top. */
  static boolean isOfLayers(String name) {
    return LAYER.matcher(name).find();
  }

  /** True for embeddings, and for what belongs to one of the lowest layers. */
  static boolean isBelow(String parameter, int layers) {
    Matcher layer = LAYER.matcher(parameter);
    return layer.find()
        ? Integer.parseInt(layer.group(1)) < layers
        : EMBEDDINGS.matcher(parameter).find();
  }

  /**
   * What the rate of a parameter is multiplied by: 1 on top of the layers, decay in the last layer,
   * decay² in the one below, and so on down to the embeddings (Clark et al., ELECTRA, 2020).
   *
   * @param layers of the model
   */
  static double rateFactor(String parameter, int layers, double decay) {
    Matcher layer = LAYER.matcher(parameter);
    if (layer.find()) {
      return Math.pow(decay, layers - Integer.parseInt(layer.group(1)));
    }
    return EMBEDDINGS.matcher(parameter).find() ? Math.pow(decay, layers + 1) : 1;
  }
}
