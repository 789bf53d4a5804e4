package dev.heed.bench.embed;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * ONNX Runtime on the same file, in its best light: texts are tokenized beforehand, sorted by
 * length so that little padding is computed, and cut into batches of a given size.
 */
final class OnnxRuntimeEmbedder implements Embedder {
  private final int batch;
  private final int callers;
  private final Function<String, int[]> ids;
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;
  private final ExecutorService pool;

  /**
   * @param model the ONNX file
   * @param batch texts in one call
   * @param inside threads inside one call
   * @param callers calls at a time
   * @param ids token ids of a text, made before the clock starts
   */
  OnnxRuntimeEmbedder(byte[] model, int batch, int inside, int callers, Function<String, int[]> ids)
      throws OrtException {
    this.batch = batch;
    this.callers = callers;
    this.ids = ids;
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(inside);
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      session = environment.createSession(model, options);
    }
    pool = Executors.newFixedThreadPool(callers);
  }

  @Override
  public String name() {
    return "onnxruntime "
        + environment.getVersion()
        + " batch "
        + batch
        + (callers > 1 ? " × " + callers + " callers" : "");
  }

  @Override
  public float[][] embed(List<String> texts) {
    int[][] tokens = texts.stream().map(ids).toArray(int[][]::new);
    int[] order =
        IntStream.range(0, tokens.length)
            .boxed()
            .sorted(Comparator.comparingInt((Integer i) -> tokens[i].length).reversed())
            .mapToInt(Integer::intValue)
            .toArray();
    float[][] vectors = new float[tokens.length][];
    List<Future<?>> calls = new ArrayList<>();
    for (int from = 0; from < order.length; from += batch) {
      int first = from;
      int end = Math.min(from + batch, order.length);
      calls.add(pool.submit(() -> runBatch(tokens, order, first, end, vectors)));
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

  private void runBatch(int[][] tokens, int[] order, int from, int end, float[][] vectors) {
    int rows = end - from;
    int longest = 0;
    for (int r = from; r < end; r++) {
      longest = Math.max(longest, tokens[order[r]].length);
    }
    long[] ids = new long[rows * longest];
    long[] mask = new long[rows * longest];
    for (int r = 0; r < rows; r++) {
      int[] text = tokens[order[from + r]];
      for (int t = 0; t < text.length; t++) {
        ids[r * longest + t] = text[t];
        mask[r * longest + t] = 1;
      }
    }
    long[] shape = {rows, longest};
    try (OnnxTensor input = OnnxTensor.createTensor(environment, LongBuffer.wrap(ids), shape);
        OnnxTensor attention = OnnxTensor.createTensor(environment, LongBuffer.wrap(mask), shape);
        OnnxTensor types =
            OnnxTensor.createTensor(environment, LongBuffer.wrap(new long[rows * longest]), shape);
        OrtSession.Result result =
            session.run(
                Map.of("input_ids", input, "attention_mask", attention, "token_type_ids", types))) {
      FloatBuffer hidden = ((OnnxTensor) result.get(0)).getFloatBuffer();
      int width = hidden.remaining() / (rows * longest);
      for (int r = 0; r < rows; r++) {
        int length = tokens[order[from + r]].length;
        vectors[order[from + r]] = meanUnit(hidden, r * longest * width, width, length);
      }
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime failed", e);
    }
  }

  private static float[] meanUnit(FloatBuffer hidden, int at, int width, int length) {
    float[] vector = new float[width];
    float[] row = new float[width];
    for (int t = 0; t < length; t++) {
      hidden.get(at + t * width, row);
      for (int i = 0; i < width; i++) {
        vector[i] += row[i];
      }
    }
    double squares = 0;
    for (float value : vector) {
      squares += (double) value * value;
    }
    float scale = (float) (1 / Math.sqrt(squares));
    for (int i = 0; i < vector.length; i++) {
      vector[i] *= scale;
    }
    return vector;
  }

  @Override
  public void close() {
    pool.shutdown();
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime did not close", e);
    }
  }
}
