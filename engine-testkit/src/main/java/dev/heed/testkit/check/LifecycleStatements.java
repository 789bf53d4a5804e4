package dev.heed.testkit.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.engine.Backend;
import dev.heed.engine.CommandQueue;
import dev.heed.engine.Scope;
import dev.heed.engine.Support;
import dev.heed.engine.Usage;
import dev.heed.engine.error.ClosedException;
import dev.heed.engine.error.InvalidOpException;
import dev.heed.engine.error.QueueThreadException;
import dev.heed.engine.op.Activation;
import dev.heed.engine.op.Combine;
import dev.heed.engine.op.Fill;
import dev.heed.engine.op.MatMul;
import dev.heed.engine.op.Op;
import dev.heed.engine.op.PackedLinear;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Layout;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.Tensor;
import dev.heed.testkit.oracle.HostTensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DynamicTest;

/** What lives, what is closed, and whose it is. */
public final class LifecycleStatements {
  private static final int CLOSINGS = 3;

  /** A tenth of a second: a busy machine halts a thread for a few hundredths. */
  private static final long LONG_NANOS = 100_000_000;

  /** A weight that takes some milliseconds to be packed. */
  private static final int PACKED_ROWS = 1_500;

  private static final int PACKED_COLUMNS = 1_000;

  /** Ops that a device queue may hold at once: some hundredths of a second of work. */
  private static final int MOST_WAITING = 256;

  private final Subject subject;

  public LifecycleStatements(Subject subject) {
    this.subject = subject;
  }

  /** One test per statement. */
  public Stream<DynamicTest> tests() {
    return new Statements(subject)
            .add("a closed scope refuses to allocate", this::closedScope)
            .add("a tensor of a closed scope is refused", this::tensorOfAClosedScope)
            .add("a tensor from before a reset is refused", this::tensorFromBeforeAReset)
            .add("a scope that was reset serves again from the same memory", this::resetScope)
            .add("a closed queue refuses everything", this::closedQueue)
            .add("a queue may be used by threads in turns", this::queueInTurns)
            .add("two threads at once in one queue are an error", this::queueAtOnce)
            .add("a closed backend refuses everything, and holds nothing", this::closedBackend)
            .add("closing the backend waits for the queue that runs", this::closeWhileRunning)
            .add("closing the backend waits for the weight that is packed", this::closeWhilePacking)
            .add("a tensor of another backend is refused", this::foreignTensor)
            .add("a packed weight of another backend is refused", this::foreignWeight)
            .add("a packed weight goes with its scope", this::packedWeightOfAClosedScope)
            .add(
                "a packed weight needs its original no more, unless it is plain", this::packedAlone)
            .add("a tensor without memory is refused", this::shapeOnly)
            .add("repeated steps hold no more memory than the first ones", this::steadyState)
            .stream();
  }

  private void closedScope() {
    Scope scope = subject.backend().newScope("left scope");
    scope.close();
    scope.close();
    assertClosed(() -> scope.allocate(DType.F32, 3), "left scope");
    assertClosed(scope::reset, "left scope");
  }

  private void tensorOfAClosedScope() {
    try (Desk desk = new Desk(subject.backend())) {
      Scope scope = subject.backend().newScope("left scope");
      Tensor gone = scope.allocate(DType.F32, 3);
      scope.close();
      assertGone(desk, gone, "left scope");
    }
  }

  private void tensorFromBeforeAReset() {
    try (Desk desk = new Desk(subject.backend());
        Scope scope = subject.backend().newScope("step")) {
      Tensor gone = scope.allocate(DType.F32, 3);
      scope.reset();
      Tensor next = scope.allocate(DType.F32, 3);
      assertGone(desk, gone, "step");
      desk.run(new Fill(next, 2));
      assertThat(desk.read(next).get(2)).isEqualTo(2);
    }
  }

  private static void assertGone(Desk desk, Tensor gone, String scope) {
    HostTensor bytes = new HostTensor(DType.F32, 3);
    Tensor own = desk.floats(3);
    assertClosed(() -> desk.run(new Fill(gone, 1)), scope);
    assertClosed(() -> desk.run(Combine.sum(gone, own, own)), scope);
    assertClosed(() -> desk.queue().upload(bytes.segment(), gone), scope);
    assertClosed(() -> desk.queue().download(gone, bytes.segment()), scope);
  }

  private void resetScope() {
    try (Scope scope = subject.backend().newScope("step")) {
      for (int round = 0; round < 3; round++) {
        allocateSome(scope);
        scope.reset();
      }
      allocateSome(scope);
      Usage once = subject.backend().usage();
      for (int round = 0; round < 20; round++) {
        scope.reset();
        allocateSome(scope);
      }
      assertThat(subject.backend().usage()).isEqualTo(once);
    }
  }

  private static void allocateSome(Scope scope) {
    scope.allocate(DType.F32, 100, 1000);
    scope.allocate(DType.I32, 77);
    scope.allocate(DType.BF16, 30_000);
    scope.allocate(DType.F32, 40_000);
    scope.allocate(DType.I8, 5, 5);
  }

  private void closedQueue() {
    try (Desk desk = new Desk(subject.backend())) {
      Tensor tensor = desk.floats(3);
      HostTensor bytes = new HostTensor(DType.F32, 3);
      CommandQueue queue = subject.backend().newQueue("left queue");
      assertThat(queue.name()).isEqualTo("left queue");
      queue.close();
      queue.close();
      assertClosed(() -> queue.run(new Fill(tensor, 1)), "left queue");
      assertClosed(() -> queue.upload(bytes.segment(), tensor), "left queue");
      assertClosed(() -> queue.download(tensor, bytes.segment()), "left queue");
      assertClosed(queue::synchronize, "left queue");
    }
  }

  private void queueInTurns() throws Exception {
    try (Desk desk = new Desk(subject.backend());
        ExecutorService other = Executors.newSingleThreadExecutor()) {
      Tensor tensor = desk.filled(1, 5);
      for (int turn = 0; turn < 10; turn++) {
        desk.run(Combine.scaled(2, tensor, tensor));
        other.submit(() -> desk.run(Combine.scaled(0.5f, tensor, tensor))).get();
      }
      assertThat(desk.read(tensor).get(4)).isEqualTo(1);
    }
  }

  private void queueAtOnce() throws Exception {
    try (Desk desk = new Desk(subject.backend());
        ExecutorService other = Executors.newSingleThreadExecutor()) {
      Tensor a = desk.floats(96, 96);
      Tensor b = desk.floats(96, 96);
      Tensor out = desk.floats(96, 96);
      MatMul product = MatMul.of(a, b, out);
      AtomicBoolean refused = new AtomicBoolean();
      Future<?> there = other.submit(() -> runUntilRefused(desk.queue(), product, refused));
      runUntilRefused(desk.queue(), product, refused);
      there.get();
      assertThat(refused)
          .as("two threads ran one queue for 100,000 ops, and neither noticed")
          .isTrue();
      desk.run(product);
    }
  }

  private static void runUntilRefused(CommandQueue queue, MatMul op, AtomicBoolean refused) {
    for (int n = 0; n < 100_000 && !refused.get(); n++) {
      try {
        queue.run(op);
        if (n % MOST_WAITING == MOST_WAITING - 1) {
          queue.synchronize();
        }
      } catch (QueueThreadException expected) {
        assertThat(expected).hasMessageContaining("desk");
        refused.set(true);
      }
    }
  }

  private void closedBackend() {
    Backend backend = subject.open(subject.options().withThreads(2));
    Scope scope = backend.newScope("scope");
    CommandQueue queue = backend.newQueue("queue");
    Tensor tensor = scope.allocate(DType.F32, 4, 4);
    queue.run(new Fill(tensor, 1));
    backend.close();
    backend.close();
    assertThat(backend.usage()).isEqualTo(new Usage(0, 0, 0));
    assertClosed(() -> backend.newScope("late"), "");
    assertClosed(() -> backend.newQueue("late"), "");
    assertClosed(() -> queue.run(new Fill(tensor, 1)), "");
    assertClosed(() -> scope.allocate(DType.F32, 1), "");
    assertClosed(() -> backend.pack(tensor, scope), "");
    scope.close();
    queue.close();
  }

  private void closeWhileRunning() throws Exception {
    int size = sizeOfALongProduct();
    boolean waited = false;
    for (int round = 0; round < CLOSINGS && !waited; round++) {
      waited = closeWaits(size);
    }
    assertThat(waited)
        .as("of %d times, a run ended later than close returned each time", CLOSINGS)
        .isTrue();
  }

  /**
   * Rows of square matrices whose product takes so long that a thread which was halted between the
   * end of its run and its look at the clock is not taken for one that ran on.
   */
  private int sizeOfALongProduct() {
    int size = 64;
    try (Scope scope = subject.twoThreads().newScope("product");
        CommandQueue queue = subject.twoThreads().newQueue("product")) {
      long taken = 0;
      while (taken < LONG_NANOS) {
        size += size / 2;
        scope.reset();
        MatMul product = product(size, scope, queue);
        nanos(product, queue);
        taken = nanos(product, queue);
      }
    }
    return size;
  }

  /** How long a product takes, on a device too, where it has only begun when run returns. */
  private static long nanos(MatMul product, CommandQueue queue) {
    long start = System.nanoTime();
    queue.run(product);
    queue.synchronize();
    return System.nanoTime() - start;
  }

  private static MatMul product(int size, Scope scope, CommandQueue queue) {
    Tensor in = scope.allocate(DType.F32, size, size);
    queue.run(new Fill(in, 0.5f));
    return MatMul.of(in, in, scope.allocate(DType.F32, size, size));
  }

  /** True when the last run of a thread had ended when the close of its backend returned. */
  private boolean closeWaits(int size) throws Exception {
    Backend backend = subject.open(subject.options().withThreads(2));
    CommandQueue queue = backend.newQueue("running");
    MatMul product = product(size, backend.newScope("running"), queue);
    AtomicLong lastEnd = new AtomicLong(System.nanoTime());
    AtomicLong shortest = new AtomicLong(Long.MAX_VALUE);
    CountDownLatch firstRuns = new CountDownLatch(2);
    AtomicBoolean enough = new AtomicBoolean();
    long closed;
    try (ExecutorService other = Executors.newSingleThreadExecutor()) {
      Future<?> work =
          other.submit(() -> {
            while (!enough.get()) {
              queue.run(product);
              try {
                queue.synchronize(); // or a device would have minutes of work waiting
              } finally { // what ran has ended, also where the backend is closed by now
                long end = System.nanoTime();
                shortest.accumulateAndGet(end - lastEnd.getAndSet(end), Math::min);
                firstRuns.countDown();
              }
            }
          });
      try {
        assertThat(firstRuns.await(60, TimeUnit.SECONDS)).as("two runs ended").isTrue();
        TimeUnit.NANOSECONDS.sleep(shortest.get() / 4); // the next one has surely begun
        backend.close();
        closed = System.nanoTime();
        assertThatThrownBy(() -> work.get(60, TimeUnit.SECONDS))
            .as("the thread that ran when the backend was closed")
            .hasCauseInstanceOf(ClosedException.class);
      } finally {
        enough.set(true);
      }
    }
    assertThat(backend.usage()).isEqualTo(new Usage(0, 0, 0));
    return lastEnd.get() - closed < shortest.get() / 2;
  }

  private void closeWhilePacking() throws Exception {
    for (int round = 0; round < CLOSINGS; round++) {
      closeWhilePacking(10 * round);
    }
  }

  /** Who has closed the backend may take the bytes away that a weight lies in. */
  private void closeWhilePacking(int millis) throws Exception {
    // One thread: there are no others that the backend could wait for by chance.
    Backend backend = subject.open(subject.options().withThreads(1));
    CountDownLatch first = new CountDownLatch(1);
    try (ExecutorService other = Executors.newSingleThreadExecutor()) {
      Future<?> work;
      try (Arena file = Arena.ofShared()) {
        MemorySegment bytes = file.allocate(DType.BF16.bytes(PACKED_ROWS * PACKED_COLUMNS));
        Layout layout = Layout.of(PACKED_ROWS, PACKED_COLUMNS);
        Tensor weight = backend.newScope("file").map(bytes, DType.BF16, layout);
        work = other.submit(() -> packForEver(backend, weight, first));
        assertThat(first.await(60, TimeUnit.SECONDS)).as("a weight was packed").isTrue();
        TimeUnit.MILLISECONDS.sleep(millis);
        backend.close();
      }
      assertThatThrownBy(() -> work.get(60, TimeUnit.SECONDS))
          .as("the thread that packed when the backend was closed")
          .hasCauseInstanceOf(ClosedException.class);
    }
    assertThat(backend.usage()).isEqualTo(new Usage(0, 0, 0));
  }

  private static void packForEver(Backend backend, Tensor weight, CountDownLatch first) {
    while (true) {
      try (Scope scope = backend.newScope("weights")) {
        backend.pack(weight, scope);
      }
      first.countDown();
    }
  }

  private void foreignTensor() {
    try (Desk desk = new Desk(subject.backend());
        Desk other = new Desk(subject.twoThreads())) {
      Tensor foreign = other.floats(3);
      Tensor own = desk.floats(3);
      HostTensor bytes = new HostTensor(DType.F32, 3);
      HostTensor before = other.read(foreign);
      assertInvalid(() -> desk.run(new Fill(foreign, 1)));
      assertInvalid(() -> desk.run(Combine.sum(own, foreign, own)));
      assertInvalid(() -> desk.queue().upload(bytes.segment(), foreign));
      assertInvalid(() -> desk.queue().download(foreign, bytes.segment()));
      assertThat(before.sameBits(other.read(foreign))).isTrue();
    }
  }

  private void foreignWeight() {
    try (Desk desk = new Desk(subject.backend());
        Desk other = new Desk(subject.twoThreads())) {
      Tensor weight = other.floats(5, 7);
      PackedWeight packed = subject.twoThreads().pack(weight, other.scope());
      Tensor in = desk.floats(2, 7);
      Tensor out = desk.floats(2, 5);
      assertInvalid(() -> desk.run(new PackedLinear(in, packed, null, Activation.IDENTITY, out)));
      assertInvalid(() -> subject.backend().pack(weight, desk.scope()));
    }
  }

  private void packedWeightOfAClosedScope() {
    try (Desk desk = new Desk(subject.backend())) {
      Scope scope = subject.backend().newScope("weights");
      Tensor weight = scope.allocate(DType.F32, 5, 7);
      desk.run(new Fill(weight, 1));
      PackedWeight packed = subject.backend().pack(weight, scope);
      assertThat(packed.isAlive()).isTrue();
      scope.close();
      assertThat(packed.isAlive()).isFalse();
      Tensor in = desk.floats(2, 7);
      Tensor out = desk.floats(2, 5);
      assertClosed(
          () -> desk.run(new PackedLinear(in, packed, null, Activation.IDENTITY, out)), "");
      assertClosed(() -> subject.backend().pack(in, scope), "");
    }
  }

  private void packedAlone() {
    try (Desk desk = new Desk(subject.backend())) {
      Scope original = subject.backend().newScope("original");
      Tensor weight = original.allocate(DType.F32, 5, 7);
      desk.run(new Fill(weight, 0.5f));
      PackedWeight packed = subject.backend().pack(weight, desk.scope());
      assertThat(packed.rows()).isEqualTo(5);
      assertThat(packed.columns()).isEqualTo(7);
      if (!packed.format().startsWith("plain")) {
        desk.run(new Fill(weight, Float.NaN));
        original.close();
      }
      Tensor out = desk.floats(2, 5);
      desk.run(new PackedLinear(desk.filled(2, 2, 7), packed, null, Activation.IDENTITY, out));
      assertThat(desk.read(out).get(9)).isEqualTo(7);
      original.close();
    }
  }

  private void shapeOnly() {
    try (Desk desk = new Desk(subject.backend())) {
      Tensor nowhere = Tensor.shapeOnly(DType.F32, 3);
      Tensor own = desk.floats(3);
      HostTensor bytes = new HostTensor(DType.F32, 3);
      assertInvalid(() -> desk.run(new Fill(nowhere, 1)));
      assertInvalid(() -> desk.run(Combine.sum(own, nowhere, own)));
      assertInvalid(() -> desk.queue().upload(bytes.segment(), nowhere));
      assertInvalid(() -> desk.queue().download(nowhere, bytes.segment()));
      assertInvalid(() -> subject.backend().pack(Tensor.shapeOnly(DType.F32, 3, 3), desk.scope()));
    }
  }

  private void steadyState() {
    Backend backend = subject.backend();
    try (Scope step = backend.newScope("step");
        CommandQueue queue = backend.newQueue("steady")) {
      for (int round = 0; round < 5; round++) {
        step(queue, step);
      }
      Usage warm = backend.usage();
      for (int round = 0; round < 30; round++) {
        step(queue, step);
      }
      assertThat(backend.usage()).isEqualTo(warm);
    }
  }

  /** Every op that may be composed, and so may take scratch memory, on new tensors. */
  private void step(CommandQueue queue, Scope scope) {
    for (FusedOps one : FusedOps.values()) {
      Op op = one.over(scope);
      if (!(subject.backend().support(op) instanceof Support.Unsupported)) {
        queue.run(op);
      }
    }
    queue.synchronize();
    scope.reset();
  }

  private static void assertClosed(ThrowingCallable call, String name) {
    assertThatThrownBy(call).isInstanceOf(ClosedException.class).hasMessageContaining(name);
  }

  private static void assertInvalid(ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(InvalidOpException.class);
  }
}
