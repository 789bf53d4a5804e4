package dev.heed.engine.queue;

import dev.heed.engine.error.ClosedException;
import dev.heed.engine.error.InvalidOpException;
import dev.heed.engine.op.Op;
import dev.heed.engine.tensor.Buffer;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.Tensor;
import java.util.List;
import java.util.function.Predicate;

/**
 * That the operands of an op are there, alive, of this backend, and where they are written, not
 * mapped.
 *
 * @param queue its name, for errors
 * @param backend whose tensors it takes, as {@link Buffer#owner} names it
 * @param device what errors call the backend, such as {@code cpu-simd:0}
 * @param isMapped true of a live tensor of this backend that may not be written
 */
public record OperandChecks(
    String queue, Object backend, String device, Predicate<Tensor> isMapped) {

  /** Every operand of an op. */
  public void check(Op op) {
    checkInputs(op.name(), op.inputs());
    checkInputs(op.name(), op.outputs());
    List<Tensor> outputs = op.outputs();
    for (int t = 0; t < outputs.size(); t++) {
      checkWritable(op.name(), outputs.get(t));
    }
    checkWeights(op.name(), op.packedWeights());
  }

  private void checkInputs(String op, List<Tensor> tensors) {
    for (int t = 0; t < tensors.size(); t++) {
      checkInput(op, tensors.get(t));
    }
  }

  /** A tensor that is read. */
  public void checkInput(String op, Tensor tensor) {
    Buffer buffer = tensor.buffer();
    if (buffer == null) {
      throw new InvalidOpException(
          "%s: tensor %s is a shape without memory; allocate it in a scope".formatted(op, tensor));
    }
    if (!buffer.owner().equals(backend)) {
      throw new InvalidOpException(
          "%s: tensor %s in scope '%s' belongs to another backend than queue '%s' of '%s'"
              .formatted(op, tensor, buffer.scope(), queue, device));
    }
    if (!buffer.isAlive()) {
      throw new ClosedException(
          "%s: the memory of tensor %s is gone: scope '%s' was reset or closed"
              .formatted(op, tensor, buffer.scope()));
    }
  }

  /** A tensor that is written. */
  public void checkOutput(String op, Tensor tensor) {
    checkInput(op, tensor);
    checkWritable(op, tensor);
  }

  /** Two maps of one segment share bytes that no overlap check sees, and most cannot be written. */
  private void checkWritable(String op, Tensor output) {
    Buffer buffer = output.buffer();
    if (buffer != null && isMapped.test(output)) {
      throw new InvalidOpException(
          "%s: tensor %s in scope '%s' is mapped, and a mapped tensor is never an output; allocate one"
              .formatted(op, output, buffer.scope()));
    }
  }

  private void checkWeights(String op, List<PackedWeight> weights) {
    for (PackedWeight weight : weights) {
      if (!weight.owner().equals(backend)) {
        throw new InvalidOpException(
            "%s: the weight [%d, %d] (%s) was packed by another backend than '%s'"
                .formatted(op, weight.rows(), weight.columns(), weight.format(), device));
      }
      if (!weight.isAlive()) {
        throw new ClosedException(
            "%s: the memory of the packed weight [%d, %d] is gone: its scope was reset or closed"
                .formatted(op, weight.rows(), weight.columns()));
      }
    }
  }
}
