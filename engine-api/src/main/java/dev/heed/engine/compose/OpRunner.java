package dev.heed.engine.compose;

import dev.heed.engine.op.Op;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/** What a composition needs of the queue that runs it. */
public interface OpRunner {
  /** Runs one of the parts, after those before it. */
  void run(Op op);

  /** Copies host values to a tensor, after the ops before it. */
  void upload(MemorySegment from, Tensor to);

  /** Copies a tensor to host values, after the ops before it. */
  void download(Tensor from, MemorySegment to);

  /** Memory for the length of the composed op. */
  Tensor scratch(DType dtype, int... shape);
}
