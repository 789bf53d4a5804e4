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
    Layout layout = layout(shape, placement, variant);
    HostTensor bytes = new HostTensor(dtype, Math.toIntExact(layout.end()) + BAND);
    for (int e = 0; e < bytes.count(); e++) {
      bytes.setBits(e, poison(dtype, e));
    }
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
    return firstChange(bufferNow(queue), new boolean[before.count()]);
  }

  /** What changed outside the tensor, or null. */
  @Nullable String changedOutside(CommandQueue queue) {
    boolean[] own = new boolean[before.count()];
    Layout layout = view.layout();
    for (int r = 0; r < layout.rows() && layout.width() > 0; r++) {
      int at = Math.toIntExact(layout.rowOffset(r));
      Arrays.fill(own, at, at + layout.width(), true);
    }
    return firstChange(bufferNow(queue), own);
  }

  private @Nullable String firstChange(HostTensor now, boolean[] ignored) {
    if (Arrays.equals(now.bytes(), before.bytes())) {
      return null;
    }
    for (int e = 0; e < ignored.length; e++) {
      if (!ignored[e] && now.bits(e) != before.bits(e)) {
        return "element %d of the buffer under %s at offset %d was 0x%X and is 0x%X"
            .formatted(e, view, view.layout().offset(), before.bits(e), now.bits(e));
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
    for (int e = 0; e < values.count(); e++) {
      values.setBits(e, buffer.bits(Math.toIntExact(layout.rowOffset(e / width)) + e % width));
    }
    return values;
  }

  private static void put(HostTensor values, Layout layout, HostTensor buffer) {
    int width = layout.width();
    for (int e = 0; e < values.count(); e++) {
      buffer.setBits(Math.toIntExact(layout.rowOffset(e / width)) + e % width, values.bits(e));
    }
  }

  /** NaN with a payload of its own, or a number that is no index. */
  private static int poison(DType dtype, int e) {
    return switch (dtype) {
      case F32 -> 0x7FC0_0000 | (e & 0x3F_FFFF);
      case F16 -> 0x7E00 | (e & 0x1FF);
      case BF16 -> 0x7FC0 | (e & 0x3F);
      case I32 -> 0x7A00_0000 | e;
      case I8, U8 -> e * 31 + 7;
    };
  }

  private static Layout layout(int[] shape, Placement placement, int variant) {
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
      step = step * Math.max(1, shape[d]) + 3 + (variant + d) % 5;
    }
    strides[shape.length - 1] = 1;
    return Layout.strided(BAND + 1 + variant % 7, shape, strides);
  }
}
