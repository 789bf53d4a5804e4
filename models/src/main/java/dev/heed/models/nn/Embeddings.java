package dev.heed.models.nn;

import dev.heed.engine.op.GatherRows;
import dev.heed.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Token ids → [tokens, width]: the sum of a word's, its place's and its type's row, normalised.
 *
 * @param words [vocabulary, width]
 * @param positions [places, width]
 * @param types [types, width], or null where the family has none
 * @param norm of the sum
 */
public record Embeddings(Tensor words, Tensor positions, @Nullable Tensor types, RowNorm norm) {
  /**
   * Into a new tensor [tokens, width].
   *
   * @param ids I32 [tokens]
   * @param places I32 [tokens], rows of the position table
   * @param kinds I32 [tokens]; read only where there are types
   */
  public Tensor apply(Pass pass, Tensor ids, Tensor places, @Nullable Tensor kinds) {
    Tensor sum = pass.take(ids.size(0), words.size(1));
    pass.run(new GatherRows(words, ids, false, sum));
    if (types != null && kinds != null) {
      pass.run(new GatherRows(types, kinds, true, sum));
    }
    pass.run(new GatherRows(positions, places, true, sum));
    Tensor normed = norm.apply(pass, sum);
    pass.drop(normed);
    return normed;
  }
}
