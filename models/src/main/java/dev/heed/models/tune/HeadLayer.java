package dev.heed.models.tune;

import dev.heed.engine.Backend;
import dev.heed.engine.CommandQueue;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.arch.LearnedEncoder;
import dev.heed.models.data.TableScores;
import dev.heed.models.loss.Losses;
import dev.heed.models.nn.Parameter;
import dev.heed.models.nn.Pass;
import dev.heed.models.train.LinearProbe;
import java.lang.foreign.MemorySegment;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The linear layer that a task reads its answers from, the last of the model, and the one over
 * columns beside the texts where there are any.
 */
final class HeadLayer {
  private final Parameter matrix;
  private final Parameter bias;
  private final @Nullable TableHead table;

  /**
   * @param module its name in the model
   */
  HeadLayer(LearnedEncoder model, String module, @Nullable TableHead table) {
    this.table = table;
    this.matrix = parameter(model, module + ".weight");
    this.bias = parameter(model, module + ".bias");
  }

  private static Parameter parameter(LearnedEncoder model, String name) {
    return model.parameters().stream()
        .filter(parameter -> parameter.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** True for a parameter of this layer. */
  boolean has(Parameter parameter) {
    return parameter.equals(matrix)
        || parameter.equals(bias)
        || (table != null && parameter.equals(table.weight()));
  }

  /**
   * Becomes the best there is over features that stay.
   *
   * @param features [examples][width] of the model
   * @param numbers [examples][features] of the columns beside them; null where there are none
   * @param outputs of the layer
   * @param loss of the outputs [examples, outputs]
   */
  void probe(
      Backend backend,
      float[][] features,
      float @Nullable [][] numbers,
      int outputs,
      BiFunction<Pass, Tensor, Losses> loss,
      double strength) {
    int width = features[0].length;
    int beside = numbers == null ? 0 : numbers[0].length;
    int all = width + beside;
    float scale = (float) (1 / rootMeanSquare(features));
    float[] flat = new float[Math.multiplyExact(features.length, all)];
    for (int i = 0; i < features.length; i++) {
      for (int f = 0; f < width; f++) {
        flat[i * all + f] = scale * features[i][f];
      }
      if (numbers != null) {
        System.arraycopy(numbers[i], 0, flat, i * all + width, beside);
      }
    }
    LinearProbe found = LinearProbe.fit(backend, flat, all, outputs, loss, 1 / strength);
    float[] matrixNow = new float[outputs * width];
    float[] tableNow = new float[outputs * beside];
    for (int l = 0; l < outputs; l++) {
      for (int f = 0; f < width; f++) {
        matrixNow[l * width + f] = scale * found.matrix()[l * all + f];
      }
      System.arraycopy(found.matrix(), l * all + width, tableNow, l * beside, beside);
    }
    set(backend, matrixNow, found.bias(), tableNow);
  }

  /** The length of a typical row: so that a penalty means the same for every encoder. */
  private static double rootMeanSquare(float[][] rows) {
    double sum = 0;
    for (float[] row : rows) {
      for (float value : row) {
        sum += (double) value * value;
      }
    }
    return Math.max(Math.sqrt(sum / rows.length), Float.MIN_NORMAL);
  }

  /** From now on it gives factor · what it gave + offset. */
  void rescale(Backend backend, double factor, double offset) {
    float[] matrixNow = scaled(read(backend, matrix), factor, 0);
    float[] biasNow = scaled(read(backend, bias), factor, offset);
    float[] tableNow =
        table == null ? new float[0] : scaled(read(backend, table.weight()), factor, 0);
    set(backend, matrixNow, biasNow, tableNow);
  }

  private static float[] scaled(float[] values, double factor, double offset) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (values[i] * factor + offset);
    }
    return values;
  }

  /** What the columns beside the texts add; null where there are none. */
  @Nullable TableScores tableScores(Backend backend) {
    return table == null ? null : table.scores(read(backend, table.weight()));
  }

  private static float[] read(Backend backend, Parameter parameter) {
    float[] values = new float[Math.toIntExact(parameter.value().elements())];
    try (CommandQueue queue = backend.newQueue("reading a head")) {
      queue.download(parameter.value(), MemorySegment.ofArray(values));
    }
    return values;
  }

  private void set(Backend backend, float[] matrixNow, float[] biasNow, float[] tableNow) {
    try (CommandQueue queue = backend.newQueue("setting a head")) {
      queue.upload(MemorySegment.ofArray(matrixNow), matrix.value());
      queue.upload(MemorySegment.ofArray(biasNow), bias.value());
      if (table != null) {
        table.set(queue, tableNow);
      }
      queue.synchronize();
    }
  }
}
