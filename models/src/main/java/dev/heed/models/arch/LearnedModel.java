package dev.heed.models.arch;

import dev.heed.engine.tensor.Tensor;
import dev.heed.models.nn.LowRank;
import dev.heed.models.nn.Parameter;
import dev.heed.models.nn.Pass;
import java.util.List;

/**
 * A model whose parameters are learned: F32, in memory of their own, each under its name. The
 * layers are those of the models that run; a pass over them says whether a gradient is wanted.
 */
public sealed interface LearnedModel extends AutoCloseable permits LearnedDecoder, LearnedEncoder {
  /** What error texts call this model. */
  String name();

  /** Sizes and kinds of all that it is made of. */
  Record spec();

  /** All of them, tied ones once, in the order of the layers. */
  List<Parameter> parameters();

  /** Changes of low rank beside its matrices, in the order of the layers; none for most. */
  List<LowRank> changes();

  /** What the head computes of a batch: one row for each sequence, or for each token. */
  Tensor logits(Pass pass, TokenBatch batch);

  /** Gives the parameters' memory back. */
  @Override
  void close();
}
