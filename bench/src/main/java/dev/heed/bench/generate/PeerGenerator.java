package dev.heed.bench.generate;

import dev.heed.bench.Contestant;
import dev.heed.bench.peer.PeerProcess;
import dev.heed.bench.peer.PeerWork;
import dev.heed.bench.peer.ScratchFolder;
import dev.heed.engine.tensor.DType;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** An engine in a process of its own, which knows the work {@code prefill} and {@code decode}. */
final class PeerGenerator implements Generator {
  private final ScratchFolder scratch = new ScratchFolder();
  private final DType cache;
  private final boolean sameWeights;
  private final PeerWork prefill;
  private final PeerWork decode;

  /**
   * Has the process load the model.
   *
   * @param process stays open longer than this
   * @param model a file, or what else the engine reads
   * @param cache type of keys and values that the engine has
   * @param sameWeights whether it computes with those that Heed has
   * @param settings further facts for the engine
   */
  PeerGenerator(
      PeerProcess process,
      Path model,
      int threads,
      int[] prompt,
      int steps,
      DType cache,
      boolean sameWeights,
      Map<String, Object> settings) {
    this.sameWeights = sameWeights;
    this.cache = cache;
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("file", model.toAbsolutePath().toString());
    facts.put("prompt", prompt);
    facts.put("steps", steps);
    facts.put("threads", threads);
    facts.putAll(settings);
    prefill = process.prepare("prefill", threads, facts);
    decode = process.prepare("decode", threads, facts);
  }

  @Override
  public String name() {
    return prefill.name();
  }

  @Override
  public DType cache() {
    return cache;
  }

  @Override
  public boolean sameWeights() {
    return sameWeights;
  }

  @Override
  public Contestant prefill() {
    return prefill;
  }

  @Override
  public Contestant decode() {
    return decode;
  }

  @Override
  public float[] logits() {
    return prefill.answer(0, scratch.file("logits"));
  }

  @Override
  public int[] continuation() {
    float[] ids = decode.answer(0, scratch.file("ids"));
    int[] tokens = new int[ids.length];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = (int) ids[i]; // far below 2^24, where floats skip
    }
    return tokens;
  }

  @Override
  public void close() {
    prefill.close();
    decode.close();
    scratch.close();
  }
}
