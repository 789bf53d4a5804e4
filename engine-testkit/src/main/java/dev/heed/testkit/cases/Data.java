package dev.heed.testkit.cases;

import dev.heed.engine.op.Op;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.PlainWeight;
import dev.heed.engine.tensor.Tensor;
import dev.heed.testkit.oracle.Held;
import dev.heed.testkit.oracle.HostTensor;
import dev.heed.testkit.oracle.Oracle;
import java.util.IdentityHashMap;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The tensors of one case, without memory, and what they hold. Values are random and the same in
 * every run: the seed is all that they depend on.
 */
public final class Data {
  private final long seed;
  private final SplittableRandom random;
  private final IdentityHashMap<Tensor, Supplier<HostTensor>> contents = new IdentityHashMap<>();
  private final IdentityHashMap<PackedWeight, Tensor> packed = new IdentityHashMap<>();

  /** Values that depend on this text. */
  public Data(String seed) {
    this.seed = seed.hashCode() * 0x9E3779B97F4A7C15L;
    this.random = new SplittableRandom(this.seed);
  }

  /** F32 between −1 and 1. */
  public Tensor floats(int... shape) {
    return floating(DType.F32, shape);
  }

  /** F32, F16 or BF16 between −1 and 1. */
  public Tensor floating(DType dtype, int... shape) {
    return drawn(dtype, -1, 1, shape);
  }

  /** A weight or a table of any type that they may have, plain elements between −1 and 1. */
  public Tensor stored(DType dtype, int... shape) {
    if (!dtype.isQuantized()) {
      return floating(dtype, shape);
    }
    long own = seed + contents.size() + 1;
    return holding(dtype, shape, () -> Blocks.drawn(new SplittableRandom(own), dtype, shape));
  }

  /** F32 from low to high. */
  public Tensor between(double low, double high, int... shape) {
    return drawn(DType.F32, low, high, shape);
  }

  /** F32, F16 or BF16 from low to high. */
  public Tensor between(DType dtype, double low, double high, int... shape) {
    return drawn(dtype, low, high, shape);
  }

  /** I32 [count], each at least 0 and below the bound. */
  public Tensor indices(int count, int bound) {
    HostTensor values = new HostTensor(DType.I32, count);
    for (int e = 0; e < count; e++) {
      values.set(e, random.nextInt(bound));
    }
    return holding(values);
  }

  /** These values. */
  public Tensor holding(HostTensor values) {
    Tensor tensor = Tensor.shapeOnly(values.dtype(), values.shape());
    contents.put(tensor, () -> values);
    return tensor;
  }

  /** What the supplier gives, made only when it is asked for. */
  public Tensor holding(DType dtype, int[] shape, Supplier<HostTensor> values) {
    Tensor tensor = Tensor.shapeOnly(dtype, shape);
    contents.put(tensor, values);
    return tensor;
  }

  /** An output: what it holds before does not matter. */
  public Tensor output(int... shape) {
    return Tensor.shapeOnly(DType.F32, shape);
  }

  /** An output of another type. */
  public Tensor output(DType dtype, int... shape) {
    return Tensor.shapeOnly(dtype, shape);
  }

  /** A weight that the backend will have packed. */
  public PackedWeight packed(DType dtype, int rows, int columns) {
    return packed(stored(dtype, rows, columns));
  }

  /** A weight of this case that the backend will have packed. */
  public PackedWeight packed(Tensor weight) {
    PlainWeight question = new PlainWeight(weight);
    packed.put(question, weight);
    return question;
  }

  /** A whole number, at least 0 and below the bound. */
  public int number(int bound) {
    return random.nextInt(bound);
  }

  /** True once in {@code n} times. */
  public boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  /** What a tensor holds before the op runs, or null for an output that may hold anything. */
  public @Nullable HostTensor contents(Tensor tensor) {
    Supplier<HostTensor> values = contents.get(tensor);
    return values == null ? null : values.get();
  }

  /** What a tensor holds before the op runs; the caller may change it. */
  public HostTensor held(Tensor tensor) {
    HostTensor values = contents(tensor);
    if (values == null) {
      throw new IllegalStateException("nothing was written for " + tensor);
    }
    contents.put(tensor, () -> values);
    return values;
  }

  /**
   * What an op over tensors of this case gives for one of its outputs, NaN where it writes none:
   * asked of the oracle when it is needed, and kept.
   */
  Tensor given(Op op, int output) {
    Tensor out = op.outputs().get(output);
    Tensor tensor = Tensor.shapeOnly(out.dtype(), out.layout().shape());
    contents.put(
        tensor,
        () -> {
          HostTensor result = result(op, output);
          contents.put(tensor, () -> result);
          return result;
        });
    return tensor;
  }

  private HostTensor result(Op op, int output) {
    Held held =
        new Held() {
          @Override
          public HostTensor of(Tensor tensor) {
            HostTensor values = contents(tensor);
            return values == null ? nothing(tensor) : values;
          }

          @Override
          public HostTensor of(PackedWeight weight) {
            return Data.this.held(unpacked(weight));
          }
        };
    HostTensor before = nothing(op.outputs().get(output));
    return Oracle.expect(op, held).get(output).applyTo(before);
  }

  private static HostTensor nothing(Tensor tensor) {
    HostTensor values = new HostTensor(tensor.dtype(), tensor.layout().shape());
    for (int e = 0; e < values.count(); e++) {
      values.set(e, Float.NaN);
    }
    return values;
  }

  /** The weight that is to be packed. */
  public Tensor unpacked(PackedWeight weight) {
    Tensor tensor = packed.get(weight);
    if (tensor == null) {
      throw new IllegalStateException("no weight was written for " + weight.format());
    }
    return tensor;
  }

  /**
   * Drawn anew whenever they are asked for, and always the same: thousands of cases lie waiting.
   */
  private Tensor drawn(DType dtype, double low, double high, int... shape) {
    Tensor tensor = Tensor.shapeOnly(dtype, shape);
    long own = seed + contents.size() + 1;
    contents.put(
        tensor,
        () -> {
          SplittableRandom values = new SplittableRandom(own);
          HostTensor drawn = new HostTensor(dtype, shape);
          for (int e = 0; e < drawn.count(); e++) {
            drawn.set(e, (float) (low + (high - low) * values.nextDouble()));
          }
          return drawn;
        });
    return tensor;
  }
}
