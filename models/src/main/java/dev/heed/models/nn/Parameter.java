package dev.heed.models.nn;

import dev.heed.engine.tensor.Tensor;

/**
 * A tensor that is learned, under the name that it has in checkpoints.
 *
 * @param name such as {@code encoder.layer.0.output.dense.weight}
 * @param kind what it is to its layer
 * @param value F32; a part of a larger tensor where one op reads several parameters
 * @param form how a checkpoint has it
 */
public record Parameter(String name, Kind kind, Tensor value, Form form) {
  /** What a parameter is to its layer. */
  public enum Kind {
    /** [out, in] of a product. */
    MATRIX,
    /** [entries, width], looked up by rows. */
    TABLE,
    /** Added. */
    BIAS,
    /** Multiplied behind a norm. */
    NORM,
    /** A part of a change of low rank beside a matrix that stays. */
    ADAPTER
  }

  /**
   * How a checkpoint has it.
   *
   * @param transposed as [in, out]
   * @param firstRow of the stored tensor, where the parameter is a part of it
   * @param offset what is added to the stored values: 1 for norms that multiply by 1 + w
   */
  public record Form(boolean transposed, int firstRow, float offset) {
    /** As it is. */
    public static final Form PLAIN = new Form(false, 0, 0);
  }

  /** True for what weight decay is not for: biases and norms. */
  public boolean isVector() {
    return kind == Kind.BIAS || kind == Kind.NORM;
  }
}
