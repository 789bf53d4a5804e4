package dev.heed.testkit.cases;

import static dev.heed.testkit.cases.Sizes.made;
import static dev.heed.testkit.cases.Sizes.text;

import dev.heed.engine.op.Copy;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import dev.heed.testkit.oracle.HostTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Copy between all types. */
public final class CopyCases {
  private CopyCases() {}

  public static List<Case> copy() {
    List<Case> cases = new ArrayList<>();
    for (int[] shape : Sizes.shapes()) {
      cases.add(made(text(shape), data -> new Copy(data.floats(shape), data.output(shape))));
    }
    cases.add(
        made(
            text(Sizes.SHARED),
            data -> new Copy(data.floats(Sizes.SHARED), data.output(Sizes.SHARED))));
    List<DType> plain = Arrays.stream(DType.values()).filter(type -> !type.isQuantized()).toList();
    for (DType from : plain) {
      for (DType to : plain) {
        for (int[] shape : List.of(new int[] {7, 65}, new int[] {3, 2, 31}, new int[] {1})) {
          cases.add(
              made(
                  "%s to %s,%s".formatted(from, to, text(shape)),
                  data ->
                      new Copy(
                          data.holding(values(data, from, to, shape)), data.output(to, shape))));
        }
      }
    }
    for (DType quantized : List.of(DType.Q8_0, DType.Q4_0, DType.Q4_1)) {
      for (int[] shape :
          List.of(new int[] {7, 64}, new int[] {3, 2, 96}, new int[] {32}, new int[] {300, 256})) {
        cases.add(
            made(
                "%s to F32,%s".formatted(quantized, text(shape)),
                data -> new Copy(data.stored(quantized, shape), data.output(shape))));
      }
      cases.add(
          made(
              "%s to F32,special scales".formatted(quantized),
              data -> new Copy(specialScales(data, quantized), data.output(8, 32))));
    }
    for (DType half : List.of(DType.F16, DType.BF16)) {
      int[] all = {256, 256};
      int[] ties = {3, 65_536};
      cases.add(
          made(
              "every " + half,
              data -> new Copy(data.holding(half, all, () -> everyOne(half)), data.output(all))));
      cases.add(
          made(
              "F32 at and beside every tie of " + half,
              data ->
                  new Copy(
                      data.holding(DType.F32, ties, () -> ties(half)), data.output(half, ties))));
    }
    return cases;
  }

  /**
   * Random bits for equal types; else values of every magnitude, with all special ones. Whole
   * numbers that a float cannot hold stay out of casts to F16 and BF16: rounded once or twice, they
   * differ.
   */
  private static HostTensor values(Data data, DType from, DType to, int[] shape) {
    HostTensor values = new HostTensor(from, shape);
    for (int e = 0; e < values.count(); e++) {
      if (from == to) {
        values.setBits(e, data.number(Integer.MAX_VALUE) * 2 + data.number(2));
      } else if (from == DType.I32) {
        int bits = data.number(to == DType.F16 || to == DType.BF16 ? 23 : 31);
        values.setBits(e, (data.number(2) * 2 - 1) * data.number((1 << bits) + 1));
      } else if (!from.isFloating()) {
        values.setBits(e, data.number(256));
      } else {
        values.set(e, special(data, e));
      }
    }
    return values;
  }

  private static float special(Data data, int e) {
    return switch (e % 4) {
      case 0 -> Values.SPECIAL[e / 4 % Values.SPECIAL.length];
      case 1 -> (data.number(2001) - 1000) / 2f;
      case 2 -> Math.scalb(data.number(1 << 24) - (1 << 23), data.number(60) - 50);
      default -> data.number(600) - 300 + (data.number(2) - 0.5f) * 0.999f;
    };
  }

  private static Tensor specialScales(Data data, DType quantized) {
    float[] scales = {
      Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 0, -0f, 65504, 6e-8f, -6e-5f
    };
    Tensor tensor = data.stored(quantized, scales.length, quantized.blockElements());
    HostTensor values = data.held(tensor);
    for (int block = 0; block < scales.length; block++) {
      Blocks.setScale(values, block, scales[block]);
      if (quantized == DType.Q4_1) {
        Blocks.setMinimum(values, block, scales[(block + 3) % scales.length]);
      }
    }
    return tensor;
  }

  private static HostTensor everyOne(DType half) {
    HostTensor all = new HostTensor(half, 256, 256);
    for (int e = 0; e < all.count(); e++) {
      all.setBits(e, e);
    }
    return all;
  }

  /** For each half: the float midway to the next, and the floats just below and above. */
  private static HostTensor ties(DType half) {
    HostTensor ties = new HostTensor(DType.F32, 3, 65_536);
    HostTensor pair = new HostTensor(half, 2);
    for (int bits = 0; bits < 65_536; bits++) {
      pair.setBits(0, bits);
      pair.setBits(1, bits + 1);
      float middle = (float) ((pair.get(0) + pair.get(1)) / 2);
      ties.set(bits, middle);
      ties.set(65_536 + bits, Math.nextDown(middle));
      ties.set(131_072 + bits, Math.nextUp(middle));
    }
    return ties;
  }
}
