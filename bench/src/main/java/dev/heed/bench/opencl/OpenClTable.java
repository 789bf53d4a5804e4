package dev.heed.bench.opencl;

import dev.heed.bench.Contest;
import dev.heed.bench.HeedQueue;
import dev.heed.bench.ResultsFile;
import dev.heed.bench.TableOptions;
import dev.heed.bench.TableProgram;
import dev.heed.bench.Timings;
import dev.heed.bench.UsageException;
import dev.heed.bench.chart.RatioChart;
import dev.heed.bench.gemm.GemmCase;
import dev.heed.bench.gemm.GemmOperands;
import dev.heed.bench.gemm.HeedProduct;
import dev.heed.bench.gemm.Product;
import dev.heed.bench.op.OpCase;
import dev.heed.bench.op.OpCases;
import dev.heed.bench.op.OpFork;
import dev.heed.bench.op.OpTurns;
import dev.heed.bench.op.WorkFigures;
import dev.heed.bench.peer.Peer;
import dev.heed.engine.BackendRequest;
import dev.heed.engine.Backends;
import dev.heed.engine.DeviceInfo;
import dev.heed.engine.error.BackendUnavailableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Measures every op on the SIMD backend and on an OpenCL device, and products against CLBlast on
 * the same device as well, and writes {@code opencl-<date>-<label>}.
 */
public final class OpenClTable {
  /** The environment variable that names the device, such as {@code gpu-opencl:h100}. */
  static final String DEVICE = "HEED_BENCH_DEVICE";

  private static final String SIMD = "cpu-simd";
  private static final String OPENCL = "gpu-opencl";

  /** One call takes seconds on a driver that computes on the processor. */
  private static final double LARGE = 1e9;

  private static final String METHOD =
      "ops (JMH): "
          + OpTurns.METHOD
          + ". A case of more than 1 GFLOP runs in one process on each backend. Products: the engines"
          + " take turns in one process, after their answers were compared with double precision."
          + " Every call is waited for. cpu-simd works on all processors;"
          + " gpu-opencl runs as shipped, unless heed backends --tune was run here before."
          + " openClTimesFaster is the row's time divided by that of gpu-opencl: of the medians for"
          + " ops, the median over the rounds for products. CLBlast works on the same queue as"
          + " gpu-opencl and in memory from the same scope; it multiplies one row by CLBlastSgemv,"
          + " more by CLBlastSgemm. Heed's weights are packed beforehand, as a model's are; CLBlast"
          + " takes them as they lie, and is not tuned for the device beyond what it ships";

  private final TableOptions options;
  private final int threads = Runtime.getRuntime().availableProcessors();
  private final String wanted;
  private final Side simd;
  private final Peer<DeviceInfo> device;
  private final ResultsFile results;
  private final RatioChart ratios;
  private boolean charted;

  private OpenClTable(TableOptions options, String wanted) {
    this.options = options;
    this.wanted = wanted;
    simd = Side.ofThreads(choose(SIMD), threads);
    device = find(wanted);
    ratios =
        new RatioChart(
            "ratios",
            "Ops of " + OPENCL + device.engine().map(one -> " on " + one.name()).orElse(""),
            "time of the other / time of %s: above 1 %s is faster".formatted(OPENCL, OPENCL));
    results = ResultsFile.begin(options, METHOD);
  }

  /** The program. */
  public static void main(String[] arguments) throws Exception {
    TableProgram.run("opencl", arguments, OpenClTable::run);
  }

  private static void run(TableOptions options) throws RunnerException, IOException {
    List<String> names =
        options.wanted(
            Stream.concat(
                    OpCases.all().stream().map(OpCase::name),
                    products().stream().map(OpenClTable::name))
                .toList(),
            name -> name);
    OpenClTable table = new OpenClTable(options, device(System.getenv(DEVICE)));
    for (OpCase opCase : OpCases.all()) {
      if (names.contains(opCase.name())) {
        table.measure(opCase);
      }
    }
    Peer<ClBlast> clBlast = ClBlast.find();
    for (GemmCase product : products()) {
      if (names.contains(name(product))) {
        table.measure(product, clBlast);
      }
    }
    table.write(clBlast);
  }

  /** What the variable names, or else the first device. */
  static String device(@Nullable String variable) {
    String device = variable == null || variable.isBlank() ? OPENCL : variable.strip();
    if (!device.equals(OPENCL) && !device.startsWith(OPENCL + ":")) {
      throw new UsageException(
          "%s must name a device of %s, such as %s:0 or a part of its name; was '%s'"
              .formatted(DEVICE, OPENCL, OPENCL, device));
    }
    return device;
  }

  /** One device, or why there is none. */
  static Peer<DeviceInfo> find(String wanted) {
    try {
      return new Peer.Present<>(choose(wanted));
    } catch (BackendUnavailableException e) {
      return new Peer.LeftOut<>(wanted, "left out: " + e.getMessage());
    }
  }

  private static DeviceInfo choose(String wanted) {
    return Backends.installed().choose(BackendRequest.named(wanted)).device();
  }

  /** Products of the widest linears of MiniLM-L6, in cache. */
  static List<GemmCase> products() {
    return GemmCase.all().stream()
        .filter(one -> one.weights() == 1 && one.m() != 12 && Math.max(one.k(), one.n()) > 384)
        .toList();
  }

  /** Processes of each backend. */
  static int turns(OpCase opCase) {
    return opCase.flops() > LARGE ? 1 : OpTurns.TURNS;
  }

  private static String name(GemmCase product) {
    return "product " + product.name();
  }

  private void measure(OpCase opCase) throws RunnerException {
    List<Side> sides = new ArrayList<>(List.of(simd));
    List<OpFork> forks = new ArrayList<>(List.of(new OpFork(opCase.name(), SIMD, threads)));
    device
        .engine()
        .ifPresent(found -> {
          sides.add(Side.ofDriver(OPENCL, found));
          forks.add(new OpFork(opCase.name(), wanted, 1));
        });
    List<Timings> timings = OpTurns.of(forks, turns(opCase), options);
    Timings last = timings.getLast();
    for (int s = 0; s < sides.size(); s++) {
      Timings time = timings.get(s);
      add(
          sides.get(s),
          opCase.name(),
          forks.get(s).kernel(),
          new WorkFigures(time, opCase.flops(), opCase.bytes()),
          sides.size() == 1 ? null : time.median() / last.median());
    }
  }

  private void measure(GemmCase gemm, Peer<ClBlast> clBlast) {
    GemmOperands operands = GemmOperands.of(gemm);
    double[] right = operands.product(0);
    List<Side> sides = new ArrayList<>();
    List<String> kernels = new ArrayList<>();
    List<Product> engines = new ArrayList<>();
    try {
      HeedProduct onProcessor = new HeedProduct(operands, new HeedQueue(SIMD, "gemm", threads));
      engines.add(onProcessor);
      sides.add(simd);
      kernels.add(onProcessor.kernel());
      if (device.engine().isPresent()) {
        DeviceInfo found = device.engine().get();
        HeedQueue queue = new HeedQueue(wanted, "gemm", 1);
        HeedProduct onDevice = new HeedProduct(operands, queue);
        engines.add(onDevice);
        sides.add(Side.ofDriver(OPENCL, found));
        kernels.add(onDevice.kernel());
        if (clBlast.engine().isPresent()) {
          ClBlast library = clBlast.engine().get();
          engines.add(new ClBlastProduct(library, queue, operands));
          sides.add(Side.ofDriver(library.name(), found));
          kernels.add(ClBlast.function(gemm.m()));
        }
      }
      for (Product engine : engines) {
        GemmOperands.requireSame(engine.name(), engine.answer(0), right);
      }
      List<Timings> timings = new Contest(options.effort(), threads).run(engines);
      for (int s = 0; s < sides.size(); s++) {
        Timings time = timings.get(s);
        add(
            sides.get(s),
            name(gemm),
            kernels.get(s),
            new WorkFigures(time, gemm.flops(), gemm.bytes()),
            sides.size() == 1 ? null : timings.get(1).timesFasterThan(time));
      }
    } finally {
      engines.reversed().forEach(Product::close);
    }
  }

  private void add(
      Side side, String work, String kernel, WorkFigures figures, @Nullable Double timesFaster) {
    results.add(side.row(work, kernel, figures, timesFaster));
    if (timesFaster != null && !side.engine().equals(OPENCL)) {
      ratios.add(side.label(), work, timesFaster);
      charted = true;
    }
  }

  private void write(Peer<ClBlast> clBlast) throws IOException {
    results.addLeftOut(device);
    results.addLeftOut(clBlast);
    results.write(charted ? List.of(ratios) : List.of());
  }
}
