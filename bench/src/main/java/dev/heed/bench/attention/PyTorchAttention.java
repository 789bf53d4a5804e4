package dev.heed.bench.attention;

import dev.heed.bench.Contestant;
import dev.heed.bench.peer.FloatFile;
import dev.heed.bench.peer.PeerWork;
import dev.heed.bench.peer.PythonPeer;
import dev.heed.bench.peer.ScratchFolder;
import dev.heed.engine.op.Visibility;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code torch.nn.functional.scaled_dot_product_attention}. */
final class PyTorchAttention implements Contestant {
  private final ScratchFolder scratch = new ScratchFolder();
  private final PeerWork work;

  PyTorchAttention(PythonPeer python, AttentionOperands operands, int threads) {
    AttentionCase attention = operands.attention();
    FloatFile.write(scratch.file("qkv"), operands.qkv());
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("length", attention.length());
    facts.put("heads", attention.heads());
    facts.put("size", attention.size());
    facts.put("qkv", scratch.file("qkv").toString());
    switch (attention.visibility()) {
      case Visibility.All _ -> {}
      case Visibility.Causal _ -> facts.put("right", 0);
      case Visibility.Local local -> {
        facts.put("left", local.left());
        facts.put("right", local.right());
      }
    }
    work = python.prepare("attention", threads, facts);
  }

  @Override
  public String name() {
    return work.name();
  }

  @Override
  public double millis(int calls) {
    return work.millis(calls);
  }

  /** What it computed: [length, heads, size]. */
  float[] answer() {
    return work.answer(0, scratch.file("out"));
  }

  @Override
  public void close() {
    work.close();
    scratch.close();
  }
}
