package dev.heed.testkit.self;

import dev.heed.engine.op.Copy;
import dev.heed.engine.op.Op;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.Tensor;
import dev.heed.testkit.oracle.Expected;
import dev.heed.testkit.oracle.Held;
import dev.heed.testkit.oracle.HostTensor;
import dev.heed.testkit.oracle.Oracle;
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
  }

  Tensor drawn(double low, double high, int... shape) {
    return multiples(STEP, low, high, shape);
  }

  /** F32 of few digits: products of two of them, and of what is a step away, are exact. */
  Tensor coarse(double low, double high, int... shape) {
    return multiples(0x1p-5, low, high, shape);
  }

  private Tensor multiples(double unit, double low, double high, int... shape) {
    HostTensor drawn = new HostTensor(DType.F32, shape);
    for (int e = 0; e < drawn.count(); e++) {
      drawn.set(e, Math.rint(random.nextDouble(low, high) / unit) * unit);
    }
    return holding(drawn);
  }

  Tensor holding(HostTensor held) {
    Tensor tensor = Tensor.shapeOnly(held.dtype(), held.shape());
    values.put(tensor, held);
    return tensor;
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

  /** Says where the gradient of an input is. */
  Pass gradient(Tensor input, Tensor gradient) {
    gradients.put(input, gradient);
    return this;
  }

  Map<Tensor, Tensor> gradients() {
    return gradients;
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
