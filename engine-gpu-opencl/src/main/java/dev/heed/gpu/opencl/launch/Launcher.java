package dev.heed.gpu.opencl.launch;

import dev.heed.engine.op.Chance;
import dev.heed.engine.tensor.Layout;
import dev.heed.engine.tensor.Tensor;
import dev.heed.gpu.opencl.cl.ClBuffer;
import dev.heed.gpu.opencl.cl.ClKernel;
import dev.heed.gpu.opencl.cl.ClQueue;
import dev.heed.gpu.opencl.memory.DeviceBuffer;
import dev.heed.gpu.opencl.program.KernelId;
import dev.heed.gpu.opencl.program.Programs;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The kernels of one queue. Each place that launches one has a kernel of its own, so that arguments
 * which never change, such as a weight and its sizes, are set once. Not thread-safe.
 */
public final class Launcher implements AutoCloseable {
  /** Beyond so many, the one not used for longest goes: a model of 48 layers in all its forms. */
  private static final int MOST_PLACES = 2_000;

  private final Programs programs;
  private final ClQueue queue;
  private final boolean waitAfterEach;
  private final ClBuffer nothing;
  private final Map<Place, ClKernel> kernels = new LinkedHashMap<>(64, 0.75f, true);

  /** A kernel and what is special about one of its uses, such as a weight: each by what it is. */
  private record Place(KernelId kernel, Object use) {
    @Override
    @SuppressWarnings("ReferenceEquality") // the same weight, not an equal one
    public boolean equals(@Nullable Object object) {
      return object instanceof Place other && kernel == other.kernel && use == other.use;
    }

    @Override
    public int hashCode() {
      return 31 * System.identityHashCode(kernel) + System.identityHashCode(use);
    }
  }

  /**
   * No kernel is made yet.
   *
   * @param nothing stands for tensors that are absent
   * @param waitAfterEach so that a failure is that of the launch itself
   */
  public Launcher(Programs programs, ClQueue queue, ClBuffer nothing, boolean waitAfterEach) {
    this.programs = programs;
    this.queue = queue;
    this.nothing = nothing;
    this.waitAfterEach = waitAfterEach;
  }

  /** A kernel whose arguments all may change, ready for its first argument. */
  Arguments kernel(KernelId id) {
    return kernel(id, (Object) id);
  }

  /** The kernel of the uses of a packed weight, ready for its first argument. */
  Arguments kernel(KernelId id, ColumnWeight weight) {
    return kernel(id, (Object) DeviceBuffer.of(weight.packed()));
  }

  /** The use is known by being the same object. */
  private Arguments kernel(KernelId id, Object use) {
    Place place = new Place(id, use);
    ClKernel kernel = kernels.get(place);
    if (kernel == null) {
      kernel = programs.newKernel(id);
      dropDead();
      kernels.put(place, kernel);
      dropOldest();
    }
    return new Arguments(kernel.begin());
  }

  /** Those of weights that are gone. */
  private void dropDead() {
    Iterator<Map.Entry<Place, ClKernel>> places = kernels.entrySet().iterator();
    while (places.hasNext()) {
      Map.Entry<Place, ClKernel> place = places.next();
      if (place.getKey().use instanceof DeviceBuffer weight && !weight.isAlive()) {
        place.getValue().close();
        places.remove();
      }
    }
  }

  private void dropOldest() {
    if (kernels.size() > MOST_PLACES) {
      Iterator<ClKernel> oldest = kernels.values().iterator();
      oldest.next().close();
      oldest.remove();
    }
  }

  @Override
  public void close() {
    kernels.values().forEach(ClKernel::close);
    kernels.clear();
  }

  /** The arguments of a launch, one after the other as in the kernel's source. */
  final class Arguments {
    private final ClKernel kernel;

    private Arguments(ClKernel kernel) {
      this.kernel = kernel;
    }

    /** A buffer, and a long4: where element 0 lies and the strides of three dimensions. */
    Arguments tensor(@Nullable Tensor tensor) {
      if (tensor == null) {
        kernel.buffer(nothing).long4(-1, 0, 0, 0);
        return this;
      }
      DeviceBuffer buffer = DeviceBuffer.of(tensor);
      Layout layout = tensor.layout();
      int rank = layout.rank();
      kernel
          .buffer(buffer.block())
          .long4(
              elementOffset(tensor),
              rank > 3 ? layout.stride(rank - 4) : 0,
              rank > 2 ? layout.stride(rank - 3) : 0,
              rank > 1 ? layout.stride(rank - 2) : 0);
      return this;
    }

    /** A buffer, and a long4 of one's own. */
    Arguments tensor(Tensor tensor, long first, long second, long third) {
      kernel
          .buffer(DeviceBuffer.of(tensor).block())
          .long4(elementOffset(tensor), first, second, third);
      return this;
    }

    /** A buffer, and a long4: where element 0 lies and the stride of rows. */
    Arguments rows(@Nullable Tensor tensor) {
      return tensor == null ? tensor(null) : tensor(tensor, tensor.layout().stride(0), 0, 0);
    }

    /** A buffer of [rows, heads, size], and a long4: where element 0 lies, both strides. */
    Arguments heads(Tensor tensor) {
      return tensor(tensor, tensor.layout().stride(0), tensor.layout().stride(1), 0);
    }

    /** A buffer, and a long: where element 0 lies. */
    Arguments place(Tensor tensor) {
      kernel.buffer(DeviceBuffer.of(tensor).block()).value(elementOffset(tensor));
      return this;
    }

    /** An int4: the sizes of the first three of four dimensions, and the width. */
    Arguments sizes(Layout layout) {
      int rank = layout.rank();
      kernel.int4(
          rank > 3 ? layout.size(rank - 4) : 1,
          rank > 2 ? layout.size(rank - 3) : 1,
          rank > 1 ? layout.size(rank - 2) : 1,
          layout.width());
      return this;
    }

    Arguments sizes(int x, int y, int z, int w) {
      kernel.int4(x, y, z, w);
      return this;
    }

    Arguments value(int value) {
      kernel.value(value);
      return this;
    }

    Arguments value(long value) {
      kernel.value(value);
      return this;
    }

    Arguments value(float value) {
      kernel.value(value);
      return this;
    }

    /** An int4, as in chance.cl, and a float: what an element that stays is multiplied by. */
    Arguments chance(@Nullable Chance chance) {
      if (chance == null) {
        return sizes(0, 0, 0, 0).value(1f);
      }
      return sizes(chance.first(), chance.low(), chance.high(), chance.threshold())
          .value(chance.scale());
    }

    Arguments localBytes(long bytes) {
      kernel.localMemory(bytes);
      return this;
    }

    /** One work-item for each element, up to a number beyond which each takes several. */
    void forEachElement(long count) {
      long groups = Math.min((count + GROUP - 1) / GROUP, MOST_GROUPS);
      launch(new long[] {groups * GROUP}, new long[] {GROUP});
    }

    /** One work-group of {@code lanes} work-items for each row. */
    void forEachRow(long rows, int lanes) {
      launch(new long[] {rows * lanes}, new long[] {lanes});
    }

    void launch(long[] global, long[] local) {
      queue.launch(kernel, global, local);
      if (waitAfterEach) {
        queue.finish();
      }
    }
  }

  private static final long GROUP = 64;
  private static final long MOST_GROUPS = 1 << 16;

  /** Where element 0 of a tensor lies in its block, in elements. */
  static long elementOffset(Tensor tensor) {
    long start = DeviceBuffer.of(tensor).start() / tensor.dtype().blockBytes();
    return start + tensor.layout().offset();
  }
}
