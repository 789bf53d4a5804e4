package dev.heed.bench.embed;

import ai.onnxruntime.OrtException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * ONNX Runtime in its best light: texts are tokenized beforehand, sorted by length so that little
 * padding is computed, and cut into batches of a given size.
 */
final class OnnxRuntimeEmbedder implements Embedder {
  private final int[][] tokens;
  private final int[] order;
  private final int batch;
  private final int callers;
  private final OnnxRuntimeModel model;
  private final ExecutorService pool;

  /**
   * Opens a session for these texts.
   *
   * @param tokens ids of each text
   * @param batch texts in one call
   * @param inside threads inside one call
   * @param callers calls at a time
   */
  OnnxRuntimeEmbedder(OnnxFile file, int[][] tokens, int batch, int inside, int callers)
      throws OrtException {
    this(
        new OnnxRuntimeModel(file, inside),
        Executors.newFixedThreadPool(callers),
        tokens,
        batch,
        callers);
  }

  private OnnxRuntimeEmbedder(
      OnnxRuntimeModel model, ExecutorService pool, int[][] tokens, int batch, int callers) {
    this.model = model;
    this.pool = pool;
    this.tokens = tokens;
    this.batch = batch;
    this.callers = callers;
    order =
        IntStream.range(0, tokens.length)
            .boxed()
            .sorted(Comparator.comparingInt((Integer i) -> tokens[i].length).reversed())
            .mapToInt(Integer::intValue)
            .toArray();
  }

  /** The same session and settings with other texts before them; whoever opened it closes it. */
  OnnxRuntimeEmbedder over(int[][] others) {
    return new OnnxRuntimeEmbedder(model, pool, others, batch, callers);
  }

  /** Every batch size worth a try, with all threads in one call, and with a call for each. */
  static List<OnnxRuntimeEmbedder> candidates(OnnxFile file, int[][] tokens, int threads)
      throws OrtException {
    List<OnnxRuntimeEmbedder> candidates = new ArrayList<>();
    for (int batch : new int[] {1, 2, 4, 8, 16, 32}) {
      if (batch <= tokens.length) {
        candidates.add(new OnnxRuntimeEmbedder(file, tokens, batch, threads, 1));
        if (threads > 1 && tokens.length > 1) {
          candidates.add(new OnnxRuntimeEmbedder(file, tokens, batch, 1, threads));
        }
      }
    }
    return candidates;
  }

  @Override
  public String name() {
    return model.name();
  }

  @Override
  public String batch() {
    return batch + (callers > 1 ? " × " + callers + " callers" : "");
  }

  @Override
  public float[][] embed() {
    float[][] vectors = new float[tokens.length][];
    List<Future<?>> calls = new ArrayList<>();
    for (int from = 0; from < order.length; from += batch) {
      int first = from;
      int end = Math.min(from + batch, order.length);
      calls.add(pool.submit(() -> embed(first, end, vectors)));
    }
    for (Future<?> call : calls) {
      try {
        call.get();
      } catch (InterruptedException | ExecutionException e) {
        throw new IllegalStateException("ONNX Runtime failed", e);
      }
    }
    return vectors;
  }

  private void embed(int from, int end, float[][] into) {
    int[][] texts = new int[end - from][];
    for (int r = from; r < end; r++) {
      texts[r - from] = tokens[order[r]];
    }
    float[][] vectors = model.embed(texts);
    for (int r = from; r < end; r++) {
      into[order[r]] = vectors[r - from];
    }
  }

  @Override
  public void close() {
    pool.shutdown();
    model.close();
  }
}
