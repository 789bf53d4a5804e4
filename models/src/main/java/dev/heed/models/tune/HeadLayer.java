package dev.heed.models.tune;

import dev.heed.engine.Backend;
import dev.heed.engine.CommandQueue;
import dev.heed.engine.op.Pooling;
import dev.heed.models.arch.LearnedEncoder;
import dev.heed.models.nn.Parameter;
import dev.heed.models.train.Forward;
import dev.heed.models.train.LinearProbe;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** The dense layer behind the pooling of an encoder that is learned. */
final class HeadLayer {
  private final LearnedEncoder model;
  private final Pooling pooling;
  private final Parameter matrix;
  private final Parameter bias;

  HeadLayer(LearnedEncoder model, Pooling pooling) {
    this.model = model;
    this.pooling = pooling;
    this.matrix = parameter(model, ".weight");
    this.bias = parameter(model, ".bias");
  }

  private static Parameter parameter(LearnedEncoder model, String ending) {
    return model.parameters().stream()
        .filter(parameter -> parameter.name().equals("2_Dense.linear" + ending))
        .findFirst()
        .orElseThrow();
  }

  /** True for a parameter of this layer. */
  boolean has(Parameter parameter) {
    return parameter.equals(matrix) || parameter.equals(bias);
  }

  /** What it reads of each text. */
  float[][] features(Forward forward, List<EncodedText> texts) {
    return InOrder.run(forward, texts, (pass, batch) -> model.pooled(pass, batch, pooling));
  }

  /** Becomes the best there is over features that stay. */
  <T> void probe(
      Backend backend, HeadTask<T> task, T answers, float[][] features, double strength) {
    int width = features[0].length;
    float scale = (float) (1 / rootMeanSquare(features));
    float[] flat = new float[Math.multiplyExact(features.length, width)];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = scale * features[i / width][i % width];
    }
    LinearProbe found =
        LinearProbe.fit(
            backend,
            flat,
            width,
            task.labels().size(),
            (pass, logits) -> task.losses(pass, logits, answers, 0),
            1 / strength);
    float[] matrixNow = found.matrix();
    for (int i = 0; i < matrixNow.length; i++) {
      matrixNow[i] *= scale;
    }
    set(backend, matrixNow, found.bias());
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
    float[] matrixNow = read(backend, matrix);
    float[] biasNow = read(backend, bias);
    for (int i = 0; i < matrixNow.length; i++) {
      matrixNow[i] = (float) (matrixNow[i] * factor);
    }
    for (int i = 0; i < biasNow.length; i++) {
      biasNow[i] = (float) (biasNow[i] * factor + offset);
    }
    set(backend, matrixNow, biasNow);
  }

  private static float[] read(Backend backend, Parameter parameter) {
    float[] values = new float[Math.toIntExact(parameter.value().elements())];
    try (CommandQueue queue = backend.newQueue("reading a head")) {
      queue.download(parameter.value(), MemorySegment.ofArray(values));
    }
    return values;
  }

  private void set(Backend backend, float[] matrixNow, float[] biasNow) {
    try (CommandQueue queue = backend.newQueue("setting a head")) {
      queue.upload(MemorySegment.ofArray(matrixNow), matrix.value());
      queue.upload(MemorySegment.ofArray(biasNow), bias.value());
      queue.synchronize();
    }
  }
}
