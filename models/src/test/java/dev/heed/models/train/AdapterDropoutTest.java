package dev.heed.models.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heed.engine.Backend;
import dev.heed.engine.Scope;
import dev.heed.engine.op.Fill;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.InstalledBackends;
import dev.heed.models.SharedData;
import dev.heed.models.arch.LearnedDecoder;
import dev.heed.models.arch.TokenBatch;
import dev.heed.models.load.AdapterTargets;
import dev.heed.models.load.Adapters;
import dev.heed.models.load.DecoderPlan;
import dev.heed.models.load.InitialValues;
import dev.heed.models.load.LearnedModels;
import dev.heed.models.load.ModelSource;
import dev.heed.models.nn.Dropping;
import dev.heed.models.nn.Parameter;
import dev.heed.models.nn.Pass;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a change of low rank reads is dropped in part while it is learned, and not otherwise. */
class AdapterDropoutTest {
  private static final TokenBatch BATCH = TokenBatch.of(5, 17, 3, 44, 9);

  private final Path folder = SharedData.path("data/goldens/llama");
  private final Backend backend = InstalledBackends.openAny();
  private final LearnedDecoder model;
  private final Learner learner;

  AdapterDropoutTest() {
    this.model = load();
    this.learner = learner(model);
  }

  private LearnedDecoder load() {
    Adapters adapters =
        new Adapters(4, 8, 0.4f, new AdapterTargets(List.of("q_proj", "down_proj")), 2);
    try (ModelSource source = ModelSource.open(folder)) {
      return LearnedModels.decoder(
          DecoderPlan.of(source), source.checkpoint(), backend, InitialValues.NONE, adapters, 64);
    }
  }

  private Learner learner(LearnedDecoder of) {
    return new Learner(
        backend,
        of.parameters(),
        Sgd.PLAIN,
        p -> p.kind() == Parameter.Kind.ADAPTER ? new ParameterGroup(1, 0) : ParameterGroup.FROZEN);
  }

  /** B begins as 0: then nothing shows. */
  @BeforeEach
  void move() {
    Random random = new Random(3);
    for (Parameter parameter : learner.learned()) {
      float[] values = read(parameter.value());
      for (int i = 0; i < values.length; i++) {
        values[i] += 0.1f * (float) random.nextGaussian();
      }
      write(parameter, values);
    }
  }

  @AfterEach
  void close() {
    learner.close();
    model.close();
    backend.close();
  }

  private float[] read(Tensor tensor) {
    float[] values = new float[Math.toIntExact(tensor.elements())];
    learner.queue().download(tensor, MemorySegment.ofArray(values));
    return values;
  }

  private void write(Parameter parameter, float[] values) {
    learner.queue().upload(MemorySegment.ofArray(values), parameter.value());
  }

  private static @Nullable Dropping dropping(long seed) {
    return seed == 0 ? null : new Dropping(0, 0, seed);
  }

  private float[] logits(long seed) {
    Pass pass = learner.begin(BATCH.spans(), dropping(seed));
    return read(model.logits(pass, BATCH));
  }

  private double sum(long seed) {
    double sum = 0;
    for (float logit : logits(seed)) {
      sum += logit;
    }
    return sum;
  }

  @Test
  void theSameSeedDropsTheSame() {
    assertThat(logits(11)).isEqualTo(logits(11)).isNotEqualTo(logits(12));
  }

  @Test
  void nothingIsDroppedWhereNothingIsLearned() {
    assertThat(logits(0)).isEqualTo(logits(0)).isNotEqualTo(logits(11));
  }

  /** By central differences, with the same elements dropped. */
  @Test
  void theGradientIsTheSlopeOfWhatIsLeft() {
    try (Scope scope = backend.newScope("ones")) {
      Pass pass = learner.begin(BATCH.spans(), dropping(11));
      Tensor logits = model.logits(pass, BATCH);
      Tensor ones = scope.allocate(DType.F32, logits.size(0), logits.size(1));
      learner.queue().run(new Fill(ones, 1));
      learner.backward(logits, ones);
      for (Parameter parameter : learner.learned().subList(0, 2)) {
        float[] gradient = read(learner.gradient(parameter));
        float[] values = read(parameter.value());
        double squares = 0;
        for (float g : gradient) {
          squares += (double) g * g;
        }
        double length = Math.sqrt(squares);
        double step = 0.01;
        double slope =
            (along(parameter, values, gradient, step / length)
                    - along(parameter, values, gradient, -step / length))
                / (2 * step);
        write(parameter, values);
        assertThat(length).isPositive();
        assertThat(slope).as(parameter.name()).isCloseTo(length, within(0.01 * length));
      }
    }
  }

  private double along(Parameter parameter, float[] values, float[] gradient, double factor) {
    float[] moved = values.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += (float) (factor * gradient[i]);
    }
    write(parameter, moved);
    return sum(11);
  }
}
