package dev.heed.testkit.check;

import dev.heed.engine.CommandQueue;
import dev.heed.engine.Scope;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Layout;
import dev.heed.engine.tensor.Tensor;
import dev.heed.testkit.oracle.HostTensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One tensor inside a larger buffer, and what all of the buffer held before the op ran. What
 * surrounds the tensor is NaN of many payloads, so that reading there shows in the result, and
 * writing there in the buffer.
 */
final class Region {
  /** Elements before and behind: four vectors of the greatest width. */
  private static final int BAND = 64;

  private final Tensor all;
  private final Tensor view;
  private final HostTensor before;

  private Region(Tensor all, Tensor view, HostTensor before) {
    this.all = all;
    this.view = view;
    this.before = before;
  }

  /** A tensor that holds these values, or NaN where it may hold anything. */
  static Region of(
      DType dtype,
      int[] shape,
      @Nullable HostTensor values,
      Placement placement,
      boolean readOnly,
      int variant,
      Scope scope,
      CommandQueue queue) {
    Layout layout = layout(shape, dtype.blockElements(), placement, variant);
    HostTensor bytes = new HostTensor(dtype, Math.toIntExact(layout.end()) + BAND);
    poison(bytes);
    if (values != null) {
      put(values, layout, bytes);
    }
    Tensor all;
    if (readOnly) {
      MemorySegment memory =
          Arena.ofAuto().allocate(bytes.bytes().length + 3L, 64).asSlice(1 + variant % 3);
      MemorySegment part = memory.asSlice(0, bytes.bytes().length);
      part.copyFrom(bytes.segment());
      all = scope.map(part.asReadOnly(), dtype, Layout.of(bytes.count()));
    } else {
      all = scope.allocate(dtype, bytes.count());
      queue.upload(bytes.segment(), all);
    }
    return new Region(all, all.view(layout), bytes);
  }

  /** The tensor. */
  Tensor view() {
    return view;
  }

  /** What the tensor held before. */
  HostTensor before() {
    return picked(before);
  }

  /** Puts back what the buffer held; outputs that may hold anything get this instead. */
  void restore(CommandQueue queue, @Nullable Float filling) {
    if (filling == null) {
      queue.upload(before.segment(), all);
      return;
    }
    HostTensor filled = before.copy();
    HostTensor values = new HostTensor(view.dtype(), view.layout().shape());
    for (int e = 0; e < values.count(); e++) {
      values.set(e, filling);
    }
    put(values, view.layout(), filled);
    queue.upload(filled.segment(), all);
  }

  /** What the tensor holds now. */
  HostTensor now(CommandQueue queue) {
    return picked(bufferNow(queue));
  }

  /** What changed in the buffer, or null. */
  @Nullable String changed(CommandQueue queue) {
    return firstChange(bufferNow(queue), new boolean[before.bytes().length]);
  }

  /** What changed outside the tensor, or null. */
  @Nullable String changedOutside(CommandQueue queue) {
    boolean[] own = new boolean[before.bytes().length];
    Layout layout = view.layout();
    DType dtype = view.dtype();
    for (int r = 0; r < layout.rows() && layout.width() > 0; r++) {
      int at = Math.toIntExact(dtype.bytes(layout.rowOffset(r)));
      Arrays.fill(own, at, at + Math.toIntExact(dtype.bytes(layout.width())), true);
    }
    return firstChange(bufferNow(queue), own);
  }

  private @Nullable String firstChange(HostTensor now, boolean[] ignored) {
    if (Arrays.equals(now.bytes(), before.bytes())) {
      return null;
    }
    for (int b = 0; b < ignored.length; b++) {
      if (!ignored[b] && now.bytes()[b] != before.bytes()[b]) {
        return "byte %d of the buffer under %s at element %d was 0x%X and is 0x%X"
            .formatted(b, view, view.layout().offset(), before.bytes()[b], now.bytes()[b]);
      }
    }
    return null;
  }

  private HostTensor bufferNow(CommandQueue queue) {
    HostTensor now = new HostTensor(before.dtype(), before.count());
    queue.download(all, now.segment());
    return now;
  }

  private HostTensor picked(HostTensor buffer) {
    Layout layout = view.layout();
    HostTensor values = new HostTensor(view.dtype(), layout.shape());
    int width = layout.width();
    for (int r = 0; r < layout.rows() && width > 0; r++) {
      values.copyFrom(buffer, Math.toIntExact(layout.rowOffset(r)), r * width, width);
    }
    return values;
  }

  private static void put(HostTensor values, Layout layout, HostTensor buffer) {
    int width = layout.width();
    for (int r = 0; r < layout.rows() && width > 0; r++) {
      buffer.copyFrom(values, r * width, Math.toIntExact(layout.rowOffset(r)), width);
    }
  }

  /** NaN with payloads of their own, also as scales of blocks, or numbers that are no index. */
  private static void poison(HostTensor buffer) {
    DType dtype = buffer.dtype();
    if (dtype.isQuantized()) {
      for (int b = 0; b < buffer.bytes().length; b++) {
        int at = b % dtype.blockBytes();
        buffer.bytes()[b] =
            (byte) (at == 1 || (at == 3 && dtype == DType.Q4_1) ? 0x7E : b * 31 + 7);
      }
      return;
    }
    for (int e = 0; e < buffer.count(); e++) {
      buffer.setBits(e, poison(dtype, e));
    }
  }

  private static int poison(DType dtype, int e) {
    return switch (dtype) {
      case F32 -> 0x7FC0_0000 | (e & 0x3F_FFFF);
      case F16 -> 0x7E00 | (e & 0x1FF);
      case BF16 -> 0x7FC0 | (e & 0x3F);
      case I32 -> 0x7A00_0000 | e;
      case I8, U8 -> e * 31 + 7;
      case Q8_0, Q4_0, Q4_1 -> throw new IllegalArgumentException(dtype + " has blocks");
    };
  }

  private static Layout layout(int[] shape, int block, Placement placement, int variant) {
    if (placement == Placement.DENSE) {
      return Layout.of(shape).shifted(BAND);
    }
    long[] strides = new long[shape.length];
    long step = 1;
    for (int place = shape.length - 1; place >= 0; place--) {
      int d = place;
      if (variant % 2 == 1 && shape.length >= 3 && place < 2) {
        d = 1 - place;
      }
      strides[d] = step;
      step = step * Math.max(1, shape[d]) + (3L + (variant + d) % 5) * block;
    }
    strides[shape.length - 1] = 1;
    return Layout.strided(BAND + (1L + variant % 7) * block, shape, strides);
  }
}
