package dev.heed.models.arch;

import dev.heed.models.nn.Dense;
import dev.heed.models.nn.Embeddings;
import dev.heed.models.nn.EncoderLayer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The layers of an encoder with their parameters.
 *
 * @param embeddings first
 * @param layers one after the other
 * @param pooler dense and tanh over first tokens, or null
 * @param head last
 */
public record EncoderLayers(
    Embeddings embeddings, List<EncoderLayer> layers, @Nullable Dense pooler, Head head) {
  public EncoderLayers {
    layers = List.copyOf(layers);
  }
}
