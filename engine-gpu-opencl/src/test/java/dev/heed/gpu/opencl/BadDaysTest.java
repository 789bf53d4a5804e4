package dev.heed.gpu.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.CommandQueue;
import dev.heed.engine.Scope;
import dev.heed.engine.Usage;
import dev.heed.engine.error.ClosedException;
import dev.heed.engine.error.DeviceException;
import dev.heed.engine.error.HeedException;
import dev.heed.engine.error.MemoryLimitException;
import dev.heed.engine.op.Activation;
import dev.heed.engine.op.Fill;
import dev.heed.engine.op.GatherRows;
import dev.heed.engine.op.PackedLinear;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.Tensor;
import dev.heed.gpu.opencl.cl.CallLedger;
import dev.heed.gpu.opencl.cl.CallLedger.Fault;
import dev.heed.gpu.opencl.cl.ClContext;
import dev.heed.gpu.opencl.cl.ClDevice;
import dev.heed.gpu.opencl.cl.JoclCalls;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On a driver that computes: what is lost, and what goes on. */
class BadDaysTest {
  private static final int OUT_OF_MEMORY = -4;
  private static final int OUT_OF_HOST_MEMORY = -6;

  /** Rows 0 and 3 of the table, each times every row of it. */
  private static final float[] PRODUCTS = {5, 11, 17, 23, 23, 53, 83, 113};

  private CallLedger ledger;
  private OpenClProvider provider;

  @BeforeEach
  void open() {
    OpenClMachine.assumeDevice();
    ledger = new CallLedger(new JoclCalls());
    provider = Session.provider(ledger.calls());
  }

  @AfterEach
  void nothingIsLeft() {
    if (ledger != null) {
      assertThat(ledger.live()).isEmpty();
      assertThat(ledger.misuse()).isEmpty();
    }
  }

  /** Without a pool, so that each block is asked for. */
  private Backend backend() {
    return provider.open(
        Session.device(provider), BackendOptions.DEFAULT.withProperties(Map.of("pool", "0")));
  }

  /** A model of one layer. */
  private record Model(Tensor table, PackedWeight weight) {
    static Model load(Backend backend, Scope weights) {
      Tensor table =
          weights.map(MemorySegment.ofArray(Session.TABLE), DType.F32, Session.shape(4, 2));
      return new Model(table, backend.pack(table, weights));
    }

    /** A request: through a strided upload, a gather and a product. */
    float[] answer(CommandQueue queue, Scope scope) {
      scope.reset();
      Tensor indices = scope.allocate(DType.I32, 2);
      queue.upload(MemorySegment.ofArray(new int[] {0, 3}), indices);
      Tensor wide = scope.allocate(DType.F32, 40_000, 2);
      queue.upload(MemorySegment.ofArray(new float[40_000]), wide.slice(1, 0, 1));
      Tensor rows = wide.slice(0, 0, 2);
      queue.run(new GatherRows(table, indices, false, rows));
      Tensor out = scope.allocate(DType.F32, 2, 4);
      queue.run(new PackedLinear(rows, weight, null, Activation.IDENTITY, out));
      float[] answer = new float[8];
      queue.download(out, MemorySegment.ofArray(answer));
      return answer;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "createBuffer",
        "createKernel",
        "enqueueMapBuffer",
        "enqueueNDRangeKernel",
        "enqueueWriteBuffer",
        "enqueueReadBuffer",
        "setKernelArg",
        "finish"
      })
  void aRequestThatRunsOutOfMemoryFailsAndTheNextIsAnswered(String method) {
    try (Backend backend = backend();
        Scope weights = backend.newScope("weights")) {
      Model model = Model.load(backend, weights);
      ledger.fail(Fault.NONE);
      Usage usual;
      int calls;
      try (CommandQueue queue = backend.newQueue("worker");
          Scope scope = backend.newScope("activations")) {
        assertThat(model.answer(queue, scope)).containsExactly(PRODUCTS);
        usual = backend.usage();
        calls = ledger.counts().getOrDefault(method, 0);
      }
      assertThat(calls).isPositive();
      for (int call = 0; call < calls; call++) {
        try (CommandQueue queue = backend.newQueue("worker");
            Scope scope = backend.newScope("activations")) {
          ledger.fail(Fault.from(method, call, OUT_OF_HOST_MEMORY));
          assertThatThrownBy(() -> model.answer(queue, scope))
              .as("call %d of %s", call, method)
              .isInstanceOf(MemoryLimitException.class)
              .hasMessageContaining(CallLedger.openClName(method));
          ledger.fail(Fault.NONE);
          assertThat(model.answer(queue, scope)).containsExactly(PRODUCTS);
          assertThat(model.answer(queue, scope)).containsExactly(PRODUCTS);
          assertThat(backend.usage()).isEqualTo(usual);
        }
      }
    }
  }

  @Test
  void memoryThatIsShortNamesItsScope() {
    try (Backend backend = backend();
        Scope cache = backend.newScope("kv-cache")) {
      ledger.fail(Fault.from("createBuffer", 0, OUT_OF_MEMORY));
      assertThatThrownBy(() -> cache.allocate(DType.F32, 100_000))
          .isInstanceOf(MemoryLimitException.class)
          .hasMessageContaining(
              "gpu-opencl:0: could not allocate 425,984 bytes in scope 'kv-cache'");
      ledger.fail(Fault.NONE);
    }
  }

  @Test
  void aKernelThatDoesNotCompileShowsTheLogAndTheLine() {
    ClDevice device = ClDevice.all(ledger.calls(), _ -> {}).getFirst();
    try (ClContext context = new ClContext(ledger.calls(), device, "gpu-opencl:0")) {
      String source = "__kernel void broken(__global int* out) {\n  out[0] = nowhere;\n}\n";
      assertThatThrownBy(() -> context.build("broken", source, "-cl-std=CL1.2"))
          .isInstanceOfSatisfying(
              DeviceException.class,
              e -> assertThat(e.kind()).isEqualTo(DeviceException.Kind.KERNEL_BUILD))
          .hasMessageContaining("kernels 'broken' do not compile with '-cl-std=CL1.2'")
          .hasMessageContaining("undeclared identifier 'nowhere'")
          .hasMessageContaining("    2 |   out[0] = nowhere;");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"backend", "queue", "weights"})
  void whatIsClosedWhileAnotherThreadWorksEndsThatWork(String closed) throws Exception {
    for (int round = 0; round < 5; round++) {
      Backend backend = backend();
      try {
        Scope weights = backend.newScope("weights");
        Model model = Model.load(backend, weights);
        CommandQueue queue = backend.newQueue("worker");
        CountDownLatch working = new CountDownLatch(1);
        CompletableFuture<HeedException> end =
            CompletableFuture.supplyAsync(() -> workUntilItFails(backend, model, queue, working));
        working.await();
        switch (closed) {
          case "backend" -> backend.close();
          case "queue" -> queue.close();
          default -> weights.close();
        }
        assertThat(end.get()).isInstanceOf(ClosedException.class);
      } finally {
        backend.close();
      }
    }
  }

  private static HeedException workUntilItFails(
      Backend backend, Model model, CommandQueue queue, CountDownLatch working) {
    try (Scope scope = backend.newScope("activations")) {
      while (true) {
        model.answer(queue, scope);
        working.countDown();
      }
    } catch (HeedException e) {
      return e;
    } finally {
      working.countDown();
    }
  }

  /** Packing waits for the work of every queue, whoever closes one meanwhile. */
  @Test
  void packingWhileQueuesCloseIsUndisturbed() throws Exception {
    try (Backend backend = backend();
        Scope scope = backend.newScope("weights");
        ExecutorService other = Executors.newSingleThreadExecutor()) {
      Tensor weight = scope.allocate(DType.F32, 3, 5);
      Tensor held = scope.allocate(DType.F32, 8);
      AtomicBoolean enough = new AtomicBoolean();
      Future<?> sessions =
          other.submit(() -> {
            while (!enough.get()) {
              try (CommandQueue queue = backend.newQueue("session")) {
                queue.run(new Fill(held, 1));
              }
            }
          });
      for (int round = 0; round < 500; round++) {
        assertThat(backend.pack(weight, scope).rows()).isEqualTo(3);
      }
      enough.set(true);
      sessions.get(60, TimeUnit.SECONDS);
    }
  }

  @Test
  void afterCloseEverythingSaysWhatIsClosed() {
    Backend backend = backend();
    Scope scope = backend.newScope("activations");
    CommandQueue queue = backend.newQueue("worker");
    Model model = Model.load(backend, scope);
    backend.close();
    backend.close();
    List<Runnable> uses = new ArrayList<>();
    uses.add(() -> backend.newScope("another"));
    uses.add(() -> backend.newQueue("another"));
    uses.add(() -> backend.pack(model.table(), scope));
    uses.add(() -> scope.allocate(DType.F32, 1));
    uses.add(scope::reset);
    uses.add(() -> model.answer(queue, scope));
    uses.add(queue::synchronize);
    for (Runnable use : uses) {
      assertThatThrownBy(use::run).isInstanceOf(ClosedException.class);
    }
    queue.close();
    scope.close();
  }
}
