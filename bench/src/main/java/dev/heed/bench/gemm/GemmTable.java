package dev.heed.bench.gemm;

import dev.heed.bench.KernelTable;
import dev.heed.bench.TableOptions;
import dev.heed.bench.TableProgram;
import dev.heed.bench.peer.OpenBlas;
import dev.heed.bench.peer.Peer;
import dev.heed.bench.peer.PythonPeer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures products of the SIMD backend against OpenBLAS and PyTorch and writes {@code
 * gemm-<date>-<label>}.
 */
public final class GemmTable {
  private static final String METHOD =
      "Heed's weights are packed beforehand, as a model's are; the others take them as they lie."
          + " OpenBLAS multiplies one row by cblas_sgemv, more by cblas_sgemm. 'of N weights': calls take N distinct weights in turns, 64 MiB in all, as a model"
          + " does; else the operands stay in the caches";

  private GemmTable() {}

  /** The program. */
  public static void main(String[] arguments) throws Exception {
    TableProgram.run("gemm", arguments, GemmTable::run);
  }

  private static void run(TableOptions options) throws IOException {
    List<GemmCase> cases = options.wanted(GemmCase.all(), GemmCase::name);
    KernelTable table = new KernelTable(options, "Products in single precision", METHOD);
    Peer<OpenBlas> openBlas = OpenBlas.find();
    Peer<PythonPeer> python = PythonPeer.fromEnvironment("pytorch", "torch");
    try {
      for (GemmCase gemm : cases) {
        measure(table, gemm, openBlas, python);
      }
    } finally {
      python.engine().ifPresent(PythonPeer::close);
    }
    table.write(openBlas, python);
  }

  private static void measure(
      KernelTable table, GemmCase gemm, Peer<OpenBlas> openBlas, Peer<PythonPeer> python) {
    GemmOperands operands = GemmOperands.of(gemm);
    int last = gemm.weights() - 1;
    double[] firstProduct = operands.product(0);
    double[] lastProduct = operands.product(last);
    for (int threads : table.threadCounts()) {
      List<Product> engines = new ArrayList<>();
      try {
        engines.add(new HeedProduct(operands, threads));
        openBlas
            .engine()
            .ifPresent(library -> engines.add(new OpenBlasProduct(library, operands, threads)));
        python
            .engine()
            .ifPresent(process -> engines.add(new PyTorchProduct(process, operands, threads)));
        for (Product engine : engines) {
          GemmOperands.requireSame(engine.name(), engine.answer(0), firstProduct);
          GemmOperands.requireSame(engine.name(), engine.answer(last), lastProduct);
        }
        String cloud = gemm.weights() == 1 ? "" : ", weights of a model";
        table.measure(gemm.name(), threads, gemm.flops(), gemm.bytes(), cloud, engines);
      } finally {
        engines.forEach(Product::close);
      }
    }
  }
}
