package dev.heed.models.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.heed.engine.op.Pooling;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.Map;

/**
 * An ONNX file of the class path, run by ONNX Runtime one text at a time; pooled here in double.
 */
final class OnnxRuntimeEncoder implements AutoCloseable {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;

  OnnxRuntimeEncoder(String resource) throws OrtException {
    try (InputStream stream = ClassLoader.getSystemResourceAsStream(resource);
        OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      if (stream == null) {
        throw new IllegalStateException(resource + " is not on the class path");
      }
      session = environment.createSession(stream.readAllBytes(), options);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Token ids → vector of length 1. */
  double[] embed(int[] ids, Pooling pooling) throws OrtException {
    long[] wide = Arrays.stream(ids).asLongStream().toArray();
    long[] ones = new long[ids.length];
    Arrays.fill(ones, 1);
    try (OnnxTensor input = tensor(wide);
        OnnxTensor mask = tensor(ones);
        OnnxTensor types = tensor(new long[ids.length]);
        OrtSession.Result result =
            session.run(
                Map.of("input_ids", input, "attention_mask", mask, "token_type_ids", types))) {
      float[][][] states = (float[][][]) result.get(0).getValue();
      return unit(pooled(states[0], pooling));
    }
  }

  private OnnxTensor tensor(long[] values) throws OrtException {
    return OnnxTensor.createTensor(
        environment, LongBuffer.wrap(values), new long[] {1, values.length});
  }

  private static double[] pooled(float[][] states, Pooling pooling) {
    int rows =
        switch (pooling) {
          case MEAN -> states.length;
          case CLS -> 1;
          case LAST, MAX -> throw new IllegalArgumentException("no model here pools by " + pooling);
        };
    double[] sum = new double[states[0].length];
    for (int t = 0; t < rows; t++) {
      for (int d = 0; d < sum.length; d++) {
        sum[d] += states[t][d];
      }
    }
    return sum;
  }

  private static double[] unit(double[] vector) {
    double length = Math.sqrt(Arrays.stream(vector).map(x -> x * x).sum());
    return Arrays.stream(vector).map(x -> x / length).toArray();
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
