package dev.heed.models.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heed.engine.Backend;
import dev.heed.engine.Scope;
import dev.heed.engine.op.CrossEntropy;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.InstalledBackends;
import dev.heed.models.SharedData;
import dev.heed.models.arch.LearnedModel;
import dev.heed.models.arch.TokenBatch;
import dev.heed.models.checkpoint.Checkpoint;
import dev.heed.models.checkpoint.SafetensorsFile;
import dev.heed.models.load.DecoderPlan;
import dev.heed.models.load.EncoderPlan;
import dev.heed.models.load.HeadChoice;
import dev.heed.models.load.InitialValues;
import dev.heed.models.load.LearnedModels;
import dev.heed.models.load.ModelSource;
import dev.heed.models.nn.Parameter;
import dev.heed.models.nn.Pass;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The gradient of every parameter of every family is the slope of the loss, by central differences:
 * a step along it changes the loss as its length says, which shows a wrong part, and steps along
 * random directions as their products with it say, which shows a part that is missing.
 */
class FamilySlopesTest {
  private static final List<String> ENCODERS =
      List.of(
          "bert-classification",
          "bert-mlm",
          "bert-tokens",
          "distilbert-classification",
          "roberta-classification");

  private static final List<String> DECODERS =
      List.of(
          "gemma2",
          "gemma3-text",
          "gpt2",
          "llama",
          "llama-tied-mha",
          "llama31-rope-scaling",
          "mistral-sliding",
          "phi3",
          "qwen2",
          "qwen3");

  /** A bias of all keys adds the same to all scores of a query, where nothing turns the keys. */
  private static final List<String> WITHOUT_SLOPE =
      List.of(".attention.self.key.bias", ".attention.k_lin.bias");

  /** How much a step along the gradient changes the loss, which is some units large. */
  private static final double CHANGE = 0.004;

  /** How much a step along a random direction does, which bends more as it is longer. */
  private static final double RANDOM_CHANGE = 0.002;

  /** What the loss is known to. */
  private static final double KNOWN = 1e-6;

  /** Longest step of an element along a random direction. */
  private static final double LONGEST = 0.01;

  private static final int DIRECTIONS = 2;

  static Stream<Arguments> cases() {
    return InstalledBackends.names().stream()
        .flatMap(backend ->
            Stream.concat(ENCODERS.stream(), DECODERS.stream())
                .map(family -> Arguments.of(backend, family)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("cases")
  void theGradientIsTheSlopeOfTheLoss(String backendName, String family) {
    Path folder = SharedData.path("data/goldens/" + family);
    try (Backend backend = InstalledBackends.open(backendName);
        LearnedModel model = load(family, folder, backend);
        Learner learner =
            new Learner(backend, model.parameters(), Sgd.PLAIN, p -> new ParameterGroup(1, 0));
        Scope scope = backend.newScope("batch")) {
      Loss loss = new Loss(model, learner, scope, batch(folder));
      loss.withGradient();
      for (Parameter parameter : model.parameters()) {
        float[] gradient = read(learner, learner.gradient(parameter));
        double length = length(gradient);
        String what = "%s, whose gradient is %g long".formatted(parameter.name(), length);
        if (WITHOUT_SLOPE.stream().anyMatch(parameter.name()::endsWith)) {
          assertThat(length).as(what).isLessThan(1e-5);
        } else {
          assertThat(length).as(what).isGreaterThan(1e-3);
          double[] along = scaled(gradient, 1 / length);
          assertThat(loss.slope(parameter, along, CHANGE / Math.max(length, CHANGE)))
              .as("along %s", what)
              .isCloseTo(length, within(0.01 * length + 3e-4));
        }
        double step = Math.min(RANDOM_CHANGE / length, LONGEST);
        for (int n = 0; n < DIRECTIONS; n++) {
          double[] direction = signs(parameter, n);
          assertThat(loss.slope(parameter, direction, step))
              .as("along random direction %d of %s", n, what)
              .isCloseTo(product(gradient, direction), within(0.01 * length + KNOWN / step));
        }
      }
    }
  }

  private static LearnedModel load(String family, Path folder, Backend backend) {
    try (ModelSource source = ModelSource.open(folder)) {
      return ENCODERS.contains(family)
          ? LearnedModels.encoder(
              EncoderPlan.of(source, HeadChoice.CONFIGURED),
              source.checkpoint(),
              backend,
              InitialValues.NONE,
              null)
          : LearnedModels.decoder(
              DecoderPlan.of(source), source.checkpoint(), backend, InitialValues.NONE, null, 64);
    }
  }

  private static TokenBatch batch(Path folder) {
    try (Checkpoint golden = SafetensorsFile.open(folder.resolve("golden.safetensors"))) {
      List<int[]> sequences = new ArrayList<>();
      for (int s = 0; golden.contains("seq%d.input_ids".formatted(s)); s++) {
        sequences.add(golden.tensor("seq%d.input_ids".formatted(s)).toInts());
      }
      assertThat(sequences).hasSizeGreaterThanOrEqualTo(2);
      return TokenBatch.of(sequences);
    }
  }

  /** One of −1 and 1 for each element: its product with a gradient is about as great as that. */
  private static double[] signs(Parameter parameter, int n) {
    SplittableRandom random = new SplittableRandom(parameter.name().hashCode() + n);
    return random
        .ints(parameter.value().elements(), 0, 2)
        .mapToDouble(bit -> 2 * bit - 1)
        .toArray();
  }

  private static double[] scaled(float[] vector, double factor) {
    double[] scaled = new double[vector.length];
    Arrays.setAll(scaled, e -> factor * vector[e]);
    return scaled;
  }

  private static double length(float[] vector) {
    return Math.sqrt(product(vector, scaled(vector, 1)));
  }

  private static double product(float[] gradient, double[] direction) {
    double sum = 0;
    for (int e = 0; e < direction.length; e++) {
      sum += gradient[e] * direction[e];
    }
    return sum;
  }

  private static float[] read(Learner learner, Tensor tensor) {
    float[] values = new float[Math.toIntExact(tensor.elements())];
    learner.queue().download(tensor, MemorySegment.ofArray(values));
    return values;
  }

  /** The mean cross-entropy of targets that come from the row's number. */
  private static final class Loss {
    private final LearnedModel model;
    private final Learner learner;
    private final Scope scope;
    private final TokenBatch batch;

    Loss(LearnedModel model, Learner learner, Scope scope, TokenBatch batch) {
      this.model = model;
      this.learner = learner;
      this.scope = scope;
      this.batch = batch;
    }

    void withGradient() {
      run(true);
    }

    /** Of the loss, so many times a direction from where one parameter is. */
    double slope(Parameter parameter, double[] direction, double step) {
      float[] values = read(learner, parameter.value());
      double above = at(parameter, values, direction, step);
      double below = at(parameter, values, direction, -step);
      learner.queue().upload(MemorySegment.ofArray(values), parameter.value());
      return (above - below) / (2 * step);
    }

    private double at(Parameter parameter, float[] values, double[] direction, double step) {
      float[] moved = values.clone();
      for (int e = 0; e < moved.length; e++) {
        moved[e] += (float) (step * direction[e]);
      }
      learner.queue().upload(MemorySegment.ofArray(moved), parameter.value());
      return run(false);
    }

    private double run(boolean back) {
      scope.reset();
      Pass pass = learner.begin(batch.spans(), null);
      Tensor logits = model.logits(pass, batch);
      int rows = logits.size(0);
      int[] targets = new int[rows];
      float[] shares = new float[rows];
      for (int r = 0; r < rows; r++) {
        targets[r] = (7 * r + 3) % logits.width();
        shares[r] = 1f / rows;
      }
      Tensor share = scope.allocate(DType.F32, rows);
      learner.queue().upload(MemorySegment.ofArray(shares), share);
      Tensor losses = pass.take(rows);
      pass.run(new CrossEntropy(logits, pass.indices(targets), 0, null, losses, null));
      if (back) {
        learner.backward(losses, share);
      }
      double sum = 0;
      for (float loss : read(learner, losses)) {
        sum += loss;
      }
      return sum / rows;
    }
  }
}
