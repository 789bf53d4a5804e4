package dev.heed.bench.saved;

import dev.heed.engine.Backend;
import dev.heed.engine.op.Pooling;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.arch.LearnedEncoder;
import dev.heed.models.arch.LearnedModel;
import dev.heed.models.arch.TokenBatch;
import dev.heed.models.nn.Parameter;
import dev.heed.models.nn.Pass;
import dev.heed.models.train.Learner;
import dev.heed.models.train.ParameterGroup;
import dev.heed.models.train.Sgd;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * A learned model whose parameters are drawn so that each shows in what it computes: far from 0,
 * and norms from 1.
 */
final class RandomModel<M extends LearnedModel> implements AutoCloseable {
  private static final float SPREAD = 0.2f;

  private final M model;
  private final Learner learner;

  /** All parameters are drawn. */
  RandomModel(M model, Backend backend, long seed) {
    this(model, backend, seed, parameter -> true);
  }

  /** The changes of low rank and the head are drawn; the weights beside them stay. */
  static <M extends LearnedModel> RandomModel<M> ofChanges(M model, Backend backend, long seed) {
    return new RandomModel<>(
        model,
        backend,
        seed,
        parameter ->
            parameter.kind() == Parameter.Kind.ADAPTER
                || parameter.name().startsWith("classifier")
                || parameter.name().startsWith("pooler")
                || parameter.name().startsWith("2_Dense"));
  }

  /** Nothing is drawn. */
  static <M extends LearnedModel> RandomModel<M> asItIs(M model, Backend backend) {
    return new RandomModel<>(model, backend, 0, parameter -> false);
  }

  private RandomModel(M model, Backend backend, long seed, Predicate<Parameter> drawn) {
    this.model = model;
    this.learner =
        new Learner(
            backend,
            model.parameters(),
            Sgd.PLAIN,
            p -> drawn.test(p) ? new ParameterGroup(1, 0) : ParameterGroup.FROZEN);
    Random random = new Random(seed);
    for (Parameter parameter : learner.learned()) {
      float[] values = new float[Math.toIntExact(parameter.value().elements())];
      float centre = parameter.kind() == Parameter.Kind.NORM ? 1 : 0;
      for (int i = 0; i < values.length; i++) {
        values[i] = centre + SPREAD * (float) random.nextGaussian();
      }
      learner.queue().upload(MemorySegment.ofArray(values), parameter.value());
    }
  }

  M model() {
    return model;
  }

  Learner learner() {
    return learner;
  }

  /** What its head computes of each text by itself. */
  List<float[]> logits(List<int[]> texts) {
    return each(texts, model::logits);
  }

  /** The mean of each text's states, scaled to length 1. */
  static List<float[]> embeddings(RandomModel<LearnedEncoder> encoder, List<int[]> texts) {
    List<float[]> means =
        encoder.each(texts, (pass, batch) -> encoder.model().pooled(pass, batch, Pooling.MEAN));
    for (float[] mean : means) {
      double squares = 0;
      for (float value : mean) {
        squares += (double) value * value;
      }
      for (int i = 0; i < mean.length; i++) {
        mean[i] /= (float) Math.sqrt(squares);
      }
    }
    return means;
  }

  private List<float[]> each(List<int[]> texts, BiFunction<Pass, TokenBatch, Tensor> compute) {
    return texts.stream()
        .map(ids -> {
          TokenBatch batch = TokenBatch.of(ids);
          Tensor out = compute.apply(learner.begin(batch.spans(), null), batch);
          float[] values = new float[Math.toIntExact(out.elements())];
          learner.queue().download(out, MemorySegment.ofArray(values));
          return values;
        })
        .toList();
  }

  /** Some texts of different lengths. */
  static List<int[]> texts(int vocabulary) {
    Random random = new Random(3);
    return Arrays.stream(new int[] {7, 1, 19})
        .mapToObj(length -> random.ints(length, 0, vocabulary).toArray())
        .toList();
  }

  @Override
  public void close() {
    learner.close();
    model.close();
  }
}
