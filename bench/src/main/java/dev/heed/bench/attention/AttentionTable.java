package dev.heed.bench.attention;

import dev.heed.bench.Contestant;
import dev.heed.bench.KernelTable;
import dev.heed.bench.TableOptions;
import dev.heed.bench.TableProgram;
import dev.heed.bench.peer.Peer;
import dev.heed.bench.peer.PythonPeer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures attention of the SIMD backend against PyTorch and writes {@code
 * attention-<date>-<label>}.
 */
public final class AttentionTable {
  private static final String METHOD =
      "PyTorch's is scaled_dot_product_attention over dense tensors of its own order, [1, heads,"
          + " tokens, size]; Heed reads q, k and v out of one fused projection. local-128: Heed sees"
          + " the last 128 keys as Visibility.Local(127, 0); PyTorch's function has no window"
          + " and gets a mask of 0 and -inf, made beforehand. (Its flex_attention has windows; it"
          + " compiles with a C++ compiler, and was not measured.) 'heed cpu-simd global' is Heed"
          + " without the window: its heedTimesFaster says what the window saves. Operations are"
          + " counted for visible keys alone";

  private AttentionTable() {}

  /** The program. */
  public static void main(String[] arguments) throws Exception {
    TableProgram.run("attention", arguments, AttentionTable::run);
  }

  private static void run(TableOptions options) throws IOException {
    List<AttentionCase> cases = options.wanted(AttentionCase.all(), AttentionCase::name);
    KernelTable table = new KernelTable(options, "Attention", METHOD);
    Peer<PythonPeer> python = PythonPeer.fromEnvironment("pytorch", "torch");
    try {
      for (AttentionCase attention : cases) {
        measure(table, attention, python);
      }
    } finally {
      python.engine().ifPresent(PythonPeer::close);
    }
    table.write(python);
  }

  private static void measure(KernelTable table, AttentionCase attention, Peer<PythonPeer> python) {
    AttentionOperands operands = AttentionOperands.of(attention);
    for (int threads : table.threadCounts()) {
      List<Contestant> engines = new ArrayList<>();
      try {
        HeedAttention heed = new HeedAttention(operands, threads);
        engines.add(heed);
        operands.requireSame(heed.name(), heed.answer());
        if (!attention.isGlobal()) {
          AttentionOperands all = new AttentionOperands(attention.global(), operands.qkv());
          HeedAttention global = new HeedAttention(all, threads, " global");
          engines.add(global);
          all.requireSame(global.name(), global.answer());
        }
        python
            .engine()
            .ifPresent(process -> {
              PyTorchAttention torch = new PyTorchAttention(process, operands, threads);
              engines.add(torch);
              operands.requireSame(torch.name(), torch.answer());
            });
        table.measure(attention.name(), threads, attention.flops(), attention.bytes(), "", engines);
      } finally {
        engines.forEach(Contestant::close);
      }
    }
  }
}
