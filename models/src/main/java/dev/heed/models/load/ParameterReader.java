package dev.heed.models.load;

import dev.heed.engine.op.Activation;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.checkpoint.StoredTensor;
import dev.heed.models.nn.Dense;
import dev.heed.models.nn.RowNorm;
import dev.heed.models.spec.DecoderNormSpec;
import dev.heed.models.spec.NormSpec;
import java.util.Arrays;
import java.util.List;

/**
 * Brings the parameters of a checkpoint to a backend, each checked for its presence, shape and type
 * first.
 */
interface ParameterReader {
  /**
   * Some rows of a stored matrix.
   *
   * @param stored [rows, in], or its transpose's view
   */
  record Rows(StoredTensor stored, int first, int count) {
    Rows part(int from, int rows) {
      return new Rows(stored, first + from, rows);
    }
  }

  /** [rows, columns]: a table that rows are looked up in. */
  Tensor table(String module, int rows, int columns);

  /**
   * The weight of a module.
   *
   * @param inputsFirst whether it is stored [in, out]
   */
  Rows weight(String module, int out, int in, boolean inputsFirst);

  /** Rows of several matrices, one under the other: [Σ rows, in]. */
  PackedWeight packed(List<Rows> parts, int in);

  /** Biases of several modules, one after the other: [Σ lengths]. */
  Tensor biases(List<String> modules, int... lengths);

  /** F32 [length], the bias of a module. */
  Tensor bias(String module, int length);

  /** A norm whose kind says whether it has a bias. */
  RowNorm norm(String module, int width, DecoderNormSpec spec);

  /** A norm with a bias. */
  RowNorm norm(String module, int width, NormSpec spec);

  /** in → out, with a bias. */
  default Dense dense(String module, int in, int out, Activation activation) {
    return dense(List.of(module), in, out, activation);
  }

  /** in → out of each module, side by side: one product instead of several. */
  default Dense dense(List<String> modules, int in, int out, Activation activation) {
    int[] lengths = new int[modules.size()];
    Arrays.fill(lengths, out);
    Tensor bias = biases(modules, lengths);
    return new Dense(packed(modules, in, out), bias, activation);
  }

  /** [modules · out, in], one module's rows after the other's. */
  default PackedWeight packed(List<String> modules, int in, int out) {
    return packed(modules.stream().map(module -> weight(module, out, in, false)).toList(), in);
  }
}
