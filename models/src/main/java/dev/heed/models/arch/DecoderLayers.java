package dev.heed.models.arch;

import dev.heed.engine.tensor.Tensor;
import dev.heed.models.nn.DecoderLayer;
import dev.heed.models.nn.Dense;
import dev.heed.models.nn.RowNorm;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The layers of a decoder with their parameters.
 *
 * @param words F32, F16 or BF16 [vocabulary, width]
 * @param positions F32 [places, width], or null
 * @param layers one after the other
 * @param lastNorm after them
 * @param logits to the vocabulary
 */
public record DecoderLayers(
    Tensor words,
    @Nullable Tensor positions,
    List<DecoderLayer> layers,
    RowNorm lastNorm,
    Dense logits) {
  public DecoderLayers {
    layers = List.copyOf(layers);
  }
}
