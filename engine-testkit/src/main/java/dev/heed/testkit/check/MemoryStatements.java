package dev.heed.testkit.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.engine.Availability;
import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.CommandQueue;
import dev.heed.engine.Scope;
import dev.heed.engine.Support;
import dev.heed.engine.Usage;
import dev.heed.engine.error.HeedException;
import dev.heed.engine.error.InvalidOpException;
import dev.heed.engine.error.MemoryLimitException;
import dev.heed.engine.op.Combine;
import dev.heed.engine.op.Copy;
import dev.heed.engine.op.Fill;
import dev.heed.engine.op.GatherRows;
import dev.heed.engine.op.MatMul;
import dev.heed.engine.op.Op;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Layout;
import dev.heed.engine.tensor.Tensor;
import dev.heed.testkit.oracle.HostTensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** Transfers, mapped files, limits and options. */
public final class MemoryStatements {
  private final Subject subject;
  private final boolean usesThreads;

  /**
   * The statements about a backend.
   *
   * @param usesThreads false when it works with one thread however many are asked for
   */
  public MemoryStatements(Subject subject, boolean usesThreads) {
    this.subject = subject;
    this.usesThreads = usesThreads;
  }

  /** One test per statement. */
  public Stream<DynamicTest> tests() {
    return new Statements(subject)
            .add("what was uploaded is downloaded, for every type", this::roundTrip)
            .add("transfers to and from views are in row-major order", this::viewTransfer)
            .add("transfers of another size are refused, and nothing is written", this::wrongSize)
            .add("the source of an upload may be changed at once", this::uploadedSource)
            .add("transfers take memory outside the heap, and read-only memory", this::nativeMemory)
            .add("tensors of one scope do not share memory", this::separateTensors)
            .add("an empty tensor takes part like any other", this::emptyTensor)
            .add("a file is mapped at any alignment", this::mappedFile)
            .add("a segment that is too short cannot be mapped", this::shortSegment)
            .add("a mapped tensor is never an output", this::mappedOutput)
            .add("sizes that nothing can have are refused", this::impossibleSizes)
            .add("memory over the limit is refused with the numbers", this::memoryLimit)
            .add("a scope that was reset keeps its share of the limit", this::shareOfTheLimit)
            .add("the scratch of a queue counts, and goes with it", this::scratchCounts)
            .add("a packed weight takes what was said before", this::packedBytes)
            .add("memory that nobody has is refused", this::hugeTensor)
            .add("an unknown option is an error that names it", this::unknownOption)
            .add("the options in force are known", this::optionsInForce)
            .add("the probe gives the same verdict again", this::probeAgain)
            .stream();
  }

  private void roundTrip() {
    try (Desk desk = new Desk(subject.backend())) {
      for (DType dtype : DType.values()) {
        HostTensor values = new HostTensor(dtype, 3, 37 * dtype.blockElements());
        for (int b = 0; b < values.bytes().length; b++) {
          values.bytes()[b] = (byte) (b % 4 == 3 ? 0x7F : b * 0x47 + 1);
        }
        assertThat(desk.read(desk.with(values)).bytes()).as("%s", dtype).isEqualTo(values.bytes());
      }
    }
  }

  private void viewTransfer() {
    try (Desk desk = new Desk(subject.backend())) {
      Tensor all = desk.filled(-1, 4, 30);
      Tensor heads = all.slice(1, 3, 27).splitLast(3).permute(1, 0, 2);
      HostTensor values = desk.randomFloats(3, 4, 8);
      desk.queue().upload(values.segment(), heads);
      assertThat(desk.read(heads).bytes()).isEqualTo(values.bytes());
      HostTensor matrix = desk.read(all);
      for (int r = 0; r < 4; r++) {
        for (int c = 0; c < 30; c++) {
          boolean inside = c >= 3 && c < 27;
          double expected = inside ? values.get(((c - 3) / 8 * 4 + r) * 8 + (c - 3) % 8) : -1;
          assertThat(matrix.get(r * 30 + c)).as("row %d, column %d", r, c).isEqualTo(expected);
        }
      }
    }
  }

  private void wrongSize() {
    try (Desk desk = new Desk(subject.backend())) {
      Tensor tensor = desk.filled(3, 2, 5);
      for (int bytes : new int[] {0, 36, 39, 41, 44}) {
        MemorySegment segment = MemorySegment.ofArray(new byte[bytes]);
        assertThatThrownBy(() -> desk.queue().upload(segment, tensor))
            .isInstanceOf(InvalidOpException.class)
            .hasMessageContainingAll("40", String.valueOf(bytes));
        assertThatThrownBy(() -> desk.queue().download(tensor, segment))
            .isInstanceOf(InvalidOpException.class)
            .hasMessageContainingAll("40", String.valueOf(bytes));
        assertThat(segment.toArray(ValueLayout.JAVA_BYTE)).isEqualTo(new byte[bytes]);
      }
      assertThat(desk.read(tensor).toDoubles()).containsOnly(3);
    }
  }

  private void uploadedSource() {
    try (Desk desk = new Desk(subject.backend())) {
      Tensor tensor = desk.filled(0, 100_000);
      HostTensor values = desk.randomFloats(100_000);
      HostTensor kept = values.copy();
      desk.queue().upload(values.segment(), tensor);
      values.segment().fill((byte) 0x55);
      assertThat(desk.read(tensor).bytes()).isEqualTo(kept.bytes());
    }
  }

  private void nativeMemory() {
    try (Desk desk = new Desk(subject.backend());
        Arena arena = Arena.ofConfined()) {
      HostTensor values = desk.randomFloats(7, 11);
      MemorySegment odd = arena.allocate(values.bytes().length + 1L).asSlice(1);
      odd.copyFrom(values.segment());
      Tensor tensor = desk.filled(0, 7, 11);
      desk.queue().upload(odd.asReadOnly(), tensor);
      odd.fill((byte) 0);
      desk.queue().download(tensor, odd);
      assertThat(odd.mismatch(values.segment())).isEqualTo(-1);
    }
  }

  private void separateTensors() {
    try (Desk desk = new Desk(subject.backend())) {
      List<Tensor> tensors = new ArrayList<>();
      for (int n = 0; n < 40; n++) {
        Tensor tensor = desk.scope().allocate(DType.F32, n % 7 + 1, 13 * n + 1);
        tensors.add(tensor);
        desk.scope().allocate(DType.F32, 0);
        desk.run(new Fill(tensor, n));
      }
      for (int n = 0; n < tensors.size(); n++) {
        assertThat(desk.read(tensors.get(n)).toDoubles()).as("tensor %d", n).containsOnly(n);
      }
    }
  }

  private void emptyTensor() {
    try (Desk desk = new Desk(subject.backend())) {
      for (int[] shape : new int[][] {{0}, {3, 0}, {0, 3}, {2, 0, 4}}) {
        Tensor from = desk.with(new HostTensor(DType.F32, shape));
        Tensor to = desk.with(new HostTensor(DType.F32, shape));
        desk.run(new Copy(from, to));
        assertThat(desk.read(to).count()).isZero();
      }
      Tensor nothing = desk.floats(5, 4).slice(0, 5, 5);
      desk.run(new Copy(nothing, desk.floats(3, 4).slice(0, 1, 1)));
    }
  }

  private void mappedFile() throws IOException {
    Path file = Files.createTempFile("heed-mapped", ".bin");
    try (Desk desk = new Desk(subject.backend());
        Arena arena = Arena.ofShared()) {
      HostTensor table = desk.randomFloats(9, 21);
      byte[] bytes = new byte[table.bytes().length + 16];
      for (int offset = 0; offset < 5; offset++) {
        System.arraycopy(table.bytes(), 0, bytes, offset, table.bytes().length);
        Files.write(file, bytes);
        MemorySegment mapped;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
          mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, bytes.length, arena);
        }
        Tensor weight = desk.scope().map(mapped.asSlice(offset), DType.F32, Layout.of(9, 21));
        assertThat(desk.read(weight).bytes()).as("at byte %d", offset).isEqualTo(table.bytes());
        Tensor out = desk.floats(2, 21);
        desk.run(new GatherRows(weight, desk.ints(8, 0), false, out));
        assertThat(desk.read(out).get(20)).isEqualTo(table.get(8 * 21 + 20));
        assertThat(desk.read(out).get(21)).isEqualTo(table.get(0));
      }
    } finally {
      Files.delete(file);
    }
  }

  private void shortSegment() {
    try (Desk desk = new Desk(subject.backend())) {
      MemorySegment bytes = MemorySegment.ofArray(new byte[23]);
      assertThatThrownBy(() -> desk.scope().map(bytes, DType.F32, Layout.of(2, 3)))
          .isInstanceOf(InvalidOpException.class)
          .hasMessageContainingAll("24", "23");
    }
  }

  private void mappedOutput() {
    HostTensor values = new HostTensor(DType.F32, 3, 3);
    MemorySegment bytes = values.segment();
    try (Desk desk = new Desk(subject.backend())) {
      Tensor own = desk.filled(1, 3, 3);
      for (MemorySegment segment : List.of(bytes, bytes.asReadOnly())) {
        Tensor mapped = desk.scope().map(segment, DType.F32, Layout.of(3, 3));
        Tensor again = desk.scope().map(segment, DType.F32, Layout.of(3, 3));
        for (Op op :
            List.of(
                new Fill(mapped, 1),
                new Copy(own, mapped),
                new Copy(again, mapped),
                Combine.scaled(2, mapped, mapped),
                new MatMul(own, own, false, false, 1, 1, mapped))) {
          assertThatThrownBy(() -> desk.run(op))
              .as("%s into mapped memory", op.name())
              .isInstanceOf(InvalidOpException.class)
              .hasMessageContaining("mapped");
        }
        assertThatThrownBy(() -> desk.queue().upload(desk.read(own).segment(), mapped))
            .isInstanceOf(InvalidOpException.class)
            .hasMessageContaining("mapped");
      }
    }
    assertThat(values.toDoubles()).containsOnly(0);
  }

  private void impossibleSizes() {
    Layout layout = Layout.of(Integer.MAX_VALUE, Integer.MAX_VALUE);
    try (Desk desk = new Desk(subject.backend())) {
      MemorySegment bytes = MemorySegment.ofArray(new byte[16]);
      assertThatThrownBy(() -> desk.scope().map(bytes, DType.F32, layout))
          .isInstanceOf(InvalidOpException.class);
      assertThatThrownBy(() -> desk.scope().allocate(DType.F32, layout))
          .isInstanceOf(HeedException.class);
      assertThatThrownBy(() -> desk.floats(4).view(layout)).isInstanceOf(InvalidOpException.class);
    }
  }

  private void memoryLimit() {
    long limit = 1 << 20;
    BackendOptions limited = subject.options().withThreads(1).withMemoryLimit(limit);
    try (Backend backend = subject.open(limited)) {
      assertThat(backend.capacity()).hasValue(limit);
      Usage before = backend.usage();
      try (Scope scope = backend.newScope("greedy")) {
        assertThatThrownBy(() -> scope.allocate(DType.F32, 1 << 20))
            .isInstanceOf(MemoryLimitException.class)
            .hasMessageContainingAll("greedy", "1,048,576");
        scope.allocate(DType.F32, 1 << 17);
        assertThat(backend.usage().bytes()).isBetween(1L << 19, limit);
        assertThatThrownBy(() -> scope.allocate(DType.F32, 1 << 18))
            .isInstanceOf(MemoryLimitException.class);
      }
      assertThat(backend.usage()).isEqualTo(before);
      try (Scope scope = backend.newScope("modest")) {
        scope.allocate(DType.F32, 1 << 17);
      }
    }
  }

  /** What a step has met once, it meets again: nobody else takes its memory in between. */
  private void shareOfTheLimit() {
    long limit = 1 << 20;
    BackendOptions limited = subject.options().withThreads(1).withMemoryLimit(limit);
    try (Backend backend = subject.open(limited);
        Scope step = backend.newScope("step");
        Scope other = backend.newScope("other")) {
      for (int round = 0; round < 4; round++) {
        step.allocate(DType.F32, 75_000);
        step.allocate(DType.F32, 80_000);
        long held = backend.usage().bytes();
        step.reset();
        assertThat(backend.usage().bytes()).as("held after a reset").isEqualTo(held);
        assertThatThrownBy(() -> other.allocate(DType.F32, 120_000))
            .isInstanceOf(MemoryLimitException.class)
            .hasMessageContaining("other");
      }
    }
  }

  /** An op either keeps within the limit, with its scratch, or is refused and leaves no trace. */
  private void scratchCounts() {
    for (FusedOps one : FusedOps.values()) {
      long tensors;
      try (Scope scope = subject.backend().newScope("measured")) {
        long before = subject.backend().usage().bytes();
        Op op = one.over(scope);
        if (subject.backend().support(op) instanceof Support.Unsupported) {
          continue;
        }
        tensors = subject.backend().usage().bytes() - before;
      }
      for (long room : new long[] {0, 1 << 12, 1 << 24}) {
        BackendOptions limited = subject.options().withThreads(1).withMemoryLimit(tensors + room);
        try (Backend backend = subject.open(limited);
            Scope scope = backend.newScope("tensors")) {
          Op op = one.over(scope);
          Usage before = backend.usage();
          try (CommandQueue queue = backend.newQueue("thirsty")) {
            runWithin(tensors + room, op, queue);
            assertThat(backend.usage().bytes())
                .as("held after %s", op.name())
                .isBetween(before.bytes(), tensors + room);
          }
          assertThat(backend.usage()).as("once the queue is closed").isEqualTo(before);
        }
      }
    }
  }

  private static void runWithin(long limit, Op op, CommandQueue queue) {
    try {
      queue.run(op);
      queue.synchronize();
    } catch (MemoryLimitException refused) {
      assertThat(refused).hasMessageContainingAll("thirsty", "%,d".formatted(limit));
    }
  }

  /** Rows and columns that fill up whatever a backend's order has to be filled up, and not. */
  private void packedBytes() {
    Backend backend = subject.backend();
    try (Desk desk = new Desk(backend)) {
      for (DType type : DType.values()) {
        for (int[] shape : new int[][] {{1, 32}, {5, 64}, {64, 64}, {3, 7}, {50, 33}}) {
          if (backend.packs(type) && shape[1] % type.blockElements() == 0) {
            Tensor weight = desk.with(new HostTensor(type, shape));
            assertThat(backend.pack(weight, desk.scope()).byteSize())
                .as("bytes of a packed %s, of which packedBytes spoke", weight)
                .isEqualTo(backend.packedBytes(type, shape[0], shape[1]));
          }
        }
      }
    }
  }

  private void hugeTensor() {
    try (Scope scope = subject.backend().newScope("huge")) {
      assertThatThrownBy(() -> scope.allocate(DType.F32, Integer.MAX_VALUE, 1 << 12))
          .isInstanceOf(MemoryLimitException.class)
          .hasMessageContaining("huge");
    }
  }

  private void unknownOption() {
    Map<String, String> properties = new HashMap<>(subject.options().properties());
    properties.put("no-such-option", "1");
    assertThatThrownBy(() -> subject.open(subject.options().withProperties(properties)).close())
        .isInstanceOfAny(HeedException.class, IllegalArgumentException.class)
        .hasMessageContaining("no-such-option");
  }

  private void optionsInForce() {
    assertThat(subject.backend().options().threads()).isEqualTo(1);
    assertThat(subject.twoThreads().options().threads())
        .as("threads of the two that were asked for")
        .isEqualTo(usesThreads ? 2 : 1);
    assertThat(subject.backend().device()).isEqualTo(subject.device());
    assertThat(subject.device().backend()).isEqualTo(subject.provider().name());
    try (Backend backend = subject.open(subject.options().withThreads(0))) {
      assertThat(backend.options().threads()).isPositive();
    }
  }

  private void probeAgain() {
    Availability first = subject.provider().probe();
    assertThat(first).isInstanceOf(Availability.Available.class);
    assertThat(subject.provider().probe()).isEqualTo(first);
  }
}
