package dev.heed.models.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heed.engine.Backend;
import dev.heed.engine.Scope;
import dev.heed.engine.op.CrossEntropy;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.InstalledBackends;
import dev.heed.models.arch.LearnedModel;
import dev.heed.models.arch.TokenBatch;
import dev.heed.models.load.Adapters;
import dev.heed.models.load.DecoderPlan;
import dev.heed.models.load.EncoderPlan;
import dev.heed.models.load.HeadChoice;
import dev.heed.models.load.InitialValues;
import dev.heed.models.load.LearnedModels;
import dev.heed.models.load.ModelSource;
import dev.heed.models.nn.Parameter;
import dev.heed.models.nn.Pass;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Gradients of every parameter, ten steps of losses and norms, and the final weights, on every
 * backend, against PyTorch in double precision.
 */
class GoldenTrainingTest {
  private static final double MOST_NORM = 1;

  static Stream<String> backends() {
    return InstalledBackends.names().stream();
  }

  @ParameterizedTest
  @MethodSource("backends")
  void anEncoderLearnsToClassify(String backendName) {
    try (TrainingCase golden = TrainingCase.open("training-bert");
        Backend backend = InstalledBackends.open(backendName);
        ModelSource source = ModelSource.open(golden.folder());
        LearnedModel model =
            LearnedModels.encoder(
                EncoderPlan.of(source, HeadChoice.CONFIGURED),
                source.checkpoint(),
                backend,
                InitialValues.NONE,
                null)) {
      learns(golden, backend, model, golden.labels());
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void aDecoderLearnsALanguage(String backendName) {
    try (TrainingCase golden = TrainingCase.open("training-llama");
        Backend backend = InstalledBackends.open(backendName);
        ModelSource source = ModelSource.open(golden.folder());
        LearnedModel model =
            LearnedModels.decoder(
                DecoderPlan.of(source),
                source.checkpoint(),
                backend,
                InitialValues.NONE,
                null,
                64)) {
      learns(golden, backend, model, nextTokens(golden.tokenLabels()));
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void changesOfLowRankLearnBesideWeightsThatStay(String backendName) {
    Adapters adapters =
        new Adapters(4, 8, module -> module.endsWith("q_proj") || module.endsWith("v_proj"), 0);
    try (TrainingCase golden = TrainingCase.open("training-lora-llama");
        TrainingCase model = TrainingCase.open("training-llama");
        Backend backend = InstalledBackends.open(backendName);
        ModelSource source = ModelSource.open(model.folder());
        LearnedModel learned =
            LearnedModels.decoder(
                DecoderPlan.of(source),
                source.checkpoint(),
                backend,
                InitialValues.NONE,
                adapters,
                64);
        Learner learner =
            new Learner(
                backend,
                learned.parameters(),
                Adam.W,
                parameter ->
                    parameter.kind() == Parameter.Kind.ADAPTER
                        ? new ParameterGroup(1, 0.01)
                        : ParameterGroup.FROZEN)) {
      for (Parameter parameter : learner.learned()) {
        String initial = "init." + changeName(parameter.name());
        if (golden.has(initial)) {
          learner
              .queue()
              .upload(MemorySegment.ofArray(golden.expected(initial)), parameter.value());
        }
      }
      learns(
          golden,
          backend,
          learned,
          learner,
          nextTokens(golden.tokenLabels()),
          GoldenTrainingTest::changeName);
    }
  }

  /** As the golden file has it: x.lora_A.weight is x.A. */
  private static String changeName(String name) {
    return name.replaceFirst("\\.lora_([AB])\\.weight$", ".$1");
  }

  /** Position t predicts the label at t + 1. */
  private static int[] nextTokens(List<int[]> labels) {
    return labels.stream()
        .flatMapToInt(row -> {
          int[] next = Arrays.copyOfRange(row, 1, row.length + 1);
          next[row.length - 1] = CrossEntropy.IGNORED;
          return Arrays.stream(next);
        })
        .toArray();
  }

  private static void learns(
      TrainingCase golden, Backend backend, LearnedModel model, int[] targets) {
    Function<Parameter, ParameterGroup> grouping =
        parameter -> new ParameterGroup(1, parameter.isVector() ? 0 : 0.01);
    try (Learner learner = new Learner(backend, model.parameters(), Adam.W, grouping)) {
      learns(golden, backend, model, learner, targets, name -> name);
    }
  }

  private static void learns(
      TrainingCase golden,
      Backend backend,
      LearnedModel model,
      Learner learner,
      int[] targets,
      UnaryOperator<String> goldenName) {
    try (Scope scope = backend.newScope("batch")) {
      Batch batch = new Batch(golden.batch(), targets, scope, learner);
      for (int step = 0; step < golden.steps(); step++) {
        double loss = batch.pass(model, true);
        near(loss, golden.loss(step), golden, "loss before step " + step);
        double norm = learner.gradientNorm();
        near(norm, golden.gradientNorm(step), golden, "norm in step " + step);
        if (step == 0) {
          compare(golden, learner, name -> "grad." + goldenName.apply(name), learner::gradient);
        }
        learner.step(golden.rate(step), Math.min(1, MOST_NORM / (norm + 1e-6)));
      }
      double last = batch.pass(model, false);
      near(last, golden.loss(golden.steps()), golden, "loss after the last step");
      compare(golden, learner, name -> "final." + goldenName.apply(name), Parameter::value);
    }
  }

  private static void near(double value, double expected, TrainingCase golden, String what) {
    assertThat(value).as(what).isCloseTo(expected, within(golden.relativeTolerance() * expected));
  }

  private static void compare(
      TrainingCase golden,
      Learner learner,
      UnaryOperator<String> goldenName,
      Function<Parameter, Tensor> tensor) {
    String prefix = goldenName.apply("").replaceFirst("\\..*", ".");
    assertThat(learner.learned().stream().map(parameter -> goldenName.apply(parameter.name())))
        .containsExactlyInAnyOrderElementsOf(golden.names(prefix));
    for (Parameter parameter : learner.learned()) {
      String name = goldenName.apply(parameter.name());
      float[] expected = golden.expected(name);
      float[] values = new float[expected.length];
      learner.queue().download(tensor.apply(parameter), MemorySegment.ofArray(values));
      assertThat(greatestDifference(values, expected))
          .as(name)
          .isLessThanOrEqualTo(golden.tolerance(name));
    }
  }

  private static double greatestDifference(float[] values, float[] expected) {
    double greatest = 0;
    for (int i = 0; i < values.length; i++) {
      double difference = Math.abs((double) values[i] - expected[i]);
      greatest =
          Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(greatest, difference);
    }
    return greatest;
  }

  /** The same batch in every step: the mean over the rows that count. */
  private static final class Batch {
    private final TokenBatch tokens;
    private final Learner learner;
    private final Tensor targets;
    private final Tensor losses;
    private final Tensor share;
    private final float each;

    Batch(TokenBatch tokens, int[] targets, Scope scope, Learner learner) {
      this.tokens = tokens;
      this.learner = learner;
      this.targets = scope.allocate(DType.I32, targets.length);
      this.losses = scope.allocate(DType.F32, targets.length);
      this.share = scope.allocate(DType.F32, targets.length);
      long counting = Arrays.stream(targets).filter(t -> t != CrossEntropy.IGNORED).count();
      this.each = 1f / counting;
      float[] shares = new float[targets.length];
      Arrays.fill(shares, each);
      learner.queue().upload(MemorySegment.ofArray(targets), this.targets);
      learner.queue().upload(MemorySegment.ofArray(shares), share);
    }

    double pass(LearnedModel model, boolean back) {
      Pass pass = learner.begin(tokens.spans(), null);
      Tensor logits = model.logits(pass, tokens);
      pass.run(new CrossEntropy(logits, targets, 0, null, losses, null));
      if (back) {
        learner.backward(losses, share);
      }
      float[] values = new float[losses.size(0)];
      learner.queue().download(losses, MemorySegment.ofArray(values));
      double sum = 0;
      for (float value : values) {
        sum += value;
      }
      return sum * each;
    }
  }
}
