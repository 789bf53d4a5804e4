package dev.heed.testkit.self;

import dev.heed.engine.op.Combine;
import dev.heed.engine.op.Copy;
import dev.heed.engine.op.Dropout;
import dev.heed.engine.op.Op;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.Tensor;
import dev.heed.testkit.oracle.Expected;
import dev.heed.testkit.oracle.Held;
import dev.heed.testkit.oracle.HostTensor;
import dev.heed.testkit.oracle.Oracle;
import dev.heed.testkit.oracle.Rounding;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * One op forward, its gradient ops backward, and the numbers of both: values are whole multiples of
 * {@link #STEP}, so that steps of this size up and down are exact in F32.
 */
final class Pass implements Held {
  static final double STEP = 0x1p-10;

  private final String name;
  private final SplittableRandom random;
  private final IdentityHashMap<Tensor, HostTensor> values = new IdentityHashMap<>();
  private final IdentityHashMap<Tensor, Tensor> gradients = new IdentityHashMap<>();
  private final Op forward;
  private final Tensor outGradient;

  /** The outGradient belongs to the op's first output. */
  Pass(String name, Function<Pass, Op> forward) {
    this.name = name;
    this.random = new SplittableRandom(name.hashCode());
    this.forward = forward.apply(this);
    Tensor out = this.forward.outputs().getFirst();
    this.outGradient = drawn(-1, 1, out.layout().shape());
    run(this.forward);
    new Bends(this, of(outGradient)).hide(this.forward);
    if (this.forward instanceof Op.Differentiable op) {
      new WayBack(this).walk(op);
    }
  }

  Tensor drawn(double low, double high, int... shape) {
    HostTensor drawn = new HostTensor(DType.F32, shape);
    for (int e = 0; e < drawn.count(); e++) {
      drawn.set(e, rounded(random.nextDouble(low, high), STEP));
    }
    return holding(drawn);
  }

  /** To a whole multiple of a unit. */
  static double rounded(double value, double unit) {
    return Math.rint(value / unit) * unit;
  }

  Tensor holding(HostTensor held) {
    Tensor tensor = Tensor.shapeOnly(held.dtype(), held.shape());
    hold(tensor, held);
    return tensor;
  }

  void hold(Tensor tensor, HostTensor held) {
    values.put(tensor, held);
  }

  /** The same values in another shape. */
  Tensor reshaped(Tensor tensor, int... shape) {
    HostTensor reshaped = new HostTensor(tensor.dtype(), shape);
    reshaped.copyFrom(of(tensor), 0, 0, reshaped.count());
    return holding(reshaped);
  }

  /** A matrix once for each of a batch. */
  Tensor repeated(Tensor matrix, Tensor batch) {
    int[] shape = batch.layout().shape();
    shape[shape.length - 2] = matrix.size(0);
    shape[shape.length - 1] = matrix.size(1);
    HostTensor repeated = new HostTensor(matrix.dtype(), shape);
    int each = Math.toIntExact(matrix.elements());
    for (int to = 0; to < repeated.count(); to += each) {
      repeated.copyFrom(of(matrix), 0, to, each);
    }
    return holding(repeated);
  }

  Tensor ints(int... numbers) {
    return holding(HostTensor.ofInts(numbers));
  }

  /** F32, all 0. */
  Tensor zeros(int... shape) {
    return holding(new HostTensor(DType.F32, shape));
  }

  Tensor like(Tensor tensor) {
    return zeros(tensor.layout().shape());
  }

  Op forward() {
    return forward;
  }

  Tensor outGradient() {
    return outGradient;
  }

  /** Runs an op, in the precision of its outputs. */
  Pass run(Op op) {
    List<Expected> results = Oracle.expect(op, this);
    for (int o = 0; o < results.size(); o++) {
      Tensor output = op.outputs().get(o);
      values.put(output, results.get(o).applyTo(of(output)));
    }
    return this;
  }

  /** Says where the gradient of an input is, or one more part of it. */
  Pass gradient(Tensor input, Tensor gradient) {
    Tensor part = gradients.get(input);
    if (part == null) {
      gradients.put(input, gradient);
      return this;
    }
    Tensor sum = like(input);
    gradients.put(input, sum);
    return run(Combine.sum(part, gradient, sum));
  }

  Map<Tensor, Tensor> gradients() {
    return gradients;
  }

  /** Whether any output counts. */
  boolean counts() {
    return Arrays.stream(of(outGradient).toDoubles()).anyMatch(weight -> weight != 0);
  }

  /**
   * How far a slope may be off because the oracle expects outputs of single products rounded to
   * F32: the differences that it is made of, by up to twice half a unit in the last place a step.
   */
  double rounding() {
    if (!(forward instanceof Dropout dropout)) {
      return 0;
    }
    HostTensor out = of(dropout.out());
    double sum = 0;
    for (int e = 0; e < out.count(); e++) {
      sum += Math.abs(of(outGradient).get(e) * out.get(e));
    }
    return 2 * Rounding.U * sum / STEP;
  }

  /** One of −1, 0 and 1 for each element of a tensor. */
  int[] direction(Tensor tensor, int n) {
    return new SplittableRandom(name.hashCode() + n).ints(tensor.elements(), -1, 2).toArray();
  }

  /** Σ outGradient · out, the elements of an input moved by so many steps in a direction. */
  double moved(Tensor input, int[] direction, int steps) {
    HostTensor held = of(input);
    HostTensor moved = held.copy();
    for (int e = 0; e < held.count(); e++) {
      moved.set(e, held.get(e) + steps * STEP * direction[e]);
    }
    values.put(input, moved);
    Expected out = Oracle.expect(forward, this).getFirst();
    HostTensor copied = out.applyTo(of(forward.outputs().getFirst()));
    values.put(input, held);
    HostTensor weights = of(outGradient);
    double sum = 0;
    for (int e = 0; e < weights.count(); e++) {
      sum += weights.get(e) * (forward instanceof Copy ? copied.get(e) : out.value(e));
    }
    return sum;
  }

  @Override
  public HostTensor of(Tensor tensor) {
    return values.computeIfAbsent(
        tensor, none -> new HostTensor(none.dtype(), none.layout().shape()));
  }

  @Override
  public HostTensor of(PackedWeight weight) {
    throw new IllegalStateException("training packs no weight");
  }

  @Override
  public String toString() {
    return name;
  }
}
