package dev.heed.gpu.opencl.launch;

import dev.heed.engine.op.Activation;
import dev.heed.engine.op.NormKind;
import dev.heed.engine.op.Pooling;
import dev.heed.engine.tensor.DType;

/** The numbers by which kernels know types and functions, as they are defined in their sources. */
final class Codes {
  private Codes() {}

  /** TYPE_… in common.cl. */
  static int of(DType type) {
    return switch (type) {
      case F32 -> 0;
      case F16 -> 1;
      case BF16 -> 2;
      case I32 -> 3;
      case I8 -> 4;
      case U8 -> 5;
      case Q8_0, Q4_0, Q4_1 -> throw new IllegalArgumentException("no kernel reads " + type);
    };
  }

  /** In functions.cl. */
  static int of(Activation activation) {
    return switch (activation) {
      case IDENTITY -> 0;
      case RELU -> 1;
      case GELU -> 2;
      case GELU_TANH -> 3;
      case SILU -> 4;
      case TANH -> 5;
      case SIGMOID -> 6;
      case ERF -> 7;
    };
  }

  /** In rows.cl. */
  static int of(Pooling pooling) {
    return switch (pooling) {
      case MEAN -> 0;
      case CLS -> 1;
      case LAST -> 2;
      case MAX -> 3;
    };
  }

  /** In norms.cl. */
  static int of(NormKind kind) {
    return switch (kind) {
      case LAYER -> 0;
      case RMS -> 1;
    };
  }
}
