package dev.heed.bench.embed;

import dev.heed.bench.peer.PeerWork;
import dev.heed.bench.peer.PythonPeer;
import dev.heed.bench.peer.ScratchFolder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Python's sentence-transformers, tokenizing included; it sorts by length and pads by itself. */
final class SentenceTransformersEmbedder implements Embedder {
  /** The environment variable that names the model's folder. */
  private static final String VARIABLE = "HEED_BENCH_MINILM";

  private final ScratchFolder scratch = new ScratchFolder();
  private final int texts;
  private final int batch;
  private final PeerWork work;

  private SentenceTransformersEmbedder(
      PythonPeer python, List<String> texts, int batch, int threads) {
    this.texts = texts.size();
    this.batch = batch;
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("texts", texts);
    facts.put("batch", batch);
    Optional.ofNullable(System.getenv(VARIABLE)).ifPresent(folder -> facts.put("model", folder));
    work = python.prepare("sentences", threads, facts);
  }

  /** Its own batch size, and smaller ones. */
  static List<Embedder> candidates(PythonPeer python, List<String> texts, int threads) {
    List<Embedder> candidates = new ArrayList<>();
    for (int batch : new int[] {32, 8, 4, 1}) {
      if (batch <= texts.size()) {
        candidates.add(new SentenceTransformersEmbedder(python, texts, batch, threads));
      }
    }
    return candidates;
  }

  @Override
  public String name() {
    return work.name();
  }

  @Override
  public String batch() {
    return Integer.toString(batch);
  }

  @Override
  public double millis(int calls) {
    return work.millis(calls);
  }

  @Override
  public float[][] embed() {
    float[] all = work.answer(0, scratch.file("vectors"));
    int width = all.length / texts;
    float[][] vectors = new float[texts][];
    for (int t = 0; t < texts; t++) {
      vectors[t] = Arrays.copyOfRange(all, t * width, (t + 1) * width);
    }
    return vectors;
  }

  @Override
  public void close() {
    work.close();
    scratch.close();
  }
}
