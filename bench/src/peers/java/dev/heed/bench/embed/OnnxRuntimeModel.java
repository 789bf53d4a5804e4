package dev.heed.bench.embed;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Map;

/** One session of ONNX Runtime, which any number of callers may share. */
final class OnnxRuntimeModel implements AutoCloseable {
  private final String kind;
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;

  /**
   * Opens a session.
   *
   * @param file the ONNX file
   * @param threads inside one call
   */
  OnnxRuntimeModel(OnnxFile file, int threads) throws OrtException {
    kind = file.kind();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      session = environment.createSession(file.bytes(), options);
    }
  }

  /** Such as {@code onnxruntime 1.29.0 fp32}. */
  String name() {
    return "onnxruntime " + environment.getVersion() + " " + kind;
  }

  /** Token ids of texts → their unit vectors: one call, padded to the longest text. */
  float[][] embed(int[]... texts) {
    int longest = 0;
    for (int[] text : texts) {
      longest = Math.max(longest, text.length);
    }
    long[] ids = new long[texts.length * longest];
    long[] mask = new long[texts.length * longest];
    for (int r = 0; r < texts.length; r++) {
      for (int t = 0; t < texts[r].length; t++) {
        ids[r * longest + t] = texts[r][t];
        mask[r * longest + t] = 1;
      }
    }
    long[] shape = {texts.length, longest};
    try (OnnxTensor input = OnnxTensor.createTensor(environment, LongBuffer.wrap(ids), shape);
        OnnxTensor attention = OnnxTensor.createTensor(environment, LongBuffer.wrap(mask), shape);
        OnnxTensor types =
            OnnxTensor.createTensor(environment, LongBuffer.wrap(new long[ids.length]), shape);
        OrtSession.Result result =
            session.run(
                Map.of("input_ids", input, "attention_mask", attention, "token_type_ids", types))) {
      FloatBuffer hidden = ((OnnxTensor) result.get(0)).getFloatBuffer();
      int width = hidden.remaining() / ids.length;
      float[][] vectors = new float[texts.length][];
      for (int r = 0; r < texts.length; r++) {
        vectors[r] = meanUnit(hidden, r * longest * width, width, texts[r].length);
      }
      return vectors;
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
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime did not close", e);
    }
  }
}
