package dev.heed.models.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heed.engine.Backend;
import dev.heed.engine.CommandQueue;
import dev.heed.engine.Scope;
import dev.heed.engine.op.Fill;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.InstalledBackends;
import dev.heed.models.SharedData;
import dev.heed.models.checkpoint.Checkpoint;
import dev.heed.models.checkpoint.SafetensorsFile;
import dev.heed.models.nn.Parameter;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The path of a parameter under each optimiser, as PyTorch went it in double precision. */
class GoldenOptimizerTest {
  record Named(String name, Optimizer optimizer, double rate, double decay) {}

  private static final List<Named> OPTIMIZERS =
      List.of(
          new Named("sgd", Sgd.PLAIN, 0.1, 0),
          new Named("sgd-decay", Sgd.PLAIN, 0.1, 0.05),
          new Named("sgd-momentum", new Sgd(0.9, 0, false), 0.1, 0),
          new Named("sgd-nesterov", new Sgd(0.9, 0, true), 0.1, 0),
          new Named("sgd-dampening", new Sgd(0.9, 0.5, false), 0.1, 0),
          new Named("adam", new Adam(0.9, 0.999, 1e-8, false, false), 0.01, 0),
          new Named("adam-l2", new Adam(0.9, 0.999, 1e-8, false, false), 0.01, 0.05),
          new Named("adam-amsgrad", new Adam(0.9, 0.999, 1e-8, false, true), 0.01, 0),
          new Named("adam-eps", new Adam(0.8, 0.95, 0.01, false, false), 0.01, 0),
          new Named("adamw", Adam.W, 0.01, 0.05),
          new Named("adagrad", Adagrad.USUAL, 0.1, 0),
          new Named("adagrad-decay", new Adagrad(0.1, 0.5f, 1e-6), 0.1, 0),
          new Named("rmsprop", RmsProp.USUAL, 0.01, 0),
          new Named("rmsprop-centered-momentum", new RmsProp(0.9, 1e-8, 0.9, true), 0.01, 0));

  /** Adafactor is none of Heed's optimisers: its golden paths wait for it. */
  private static final String LEFT_OUT = "adafactor-";

  /** Heed clips by the norm of all gradients, and never value by value. */
  private static final String CLIP_LEFT_OUT = "clip.by_value_0.5";

  static Stream<Arguments> cases() {
    return InstalledBackends.names().stream()
        .flatMap(backend -> OPTIMIZERS.stream().map(named -> Arguments.of(backend, named)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("cases")
  void theParameterGoesTheSamePath(String backendName, Named named) {
    JsonNode description = description().get("optimizers").get(named.name);
    double tolerance = description.get("abs_tolerance").asDouble();
    try (Checkpoint golden = golden();
        Backend backend = InstalledBackends.open(backendName);
        Scope scope = backend.newScope("parameter");
        CommandQueue queue = backend.newQueue("optimizer")) {
      float[] start = golden.tensor("start").toFloats();
      float[] gradients = golden.tensor("gradients").toFloats();
      float[] path = golden.tensor("trajectory." + named.name).toFloats();
      int size = start.length;
      Tensor parameter = scope.allocate(DType.F32, size);
      Tensor gradient = scope.allocate(DType.F32, size);
      queue.upload(MemorySegment.ofArray(start), parameter);
      List<Tensor> memory =
          IntStream.range(0, named.optimizer.memories())
              .mapToObj(m -> scope.allocate(DType.F32, size))
              .toList();
      for (int m = 0; m < memory.size(); m++) {
        queue.run(new Fill(memory.get(m), named.optimizer.initial(m)));
      }
      for (int step = 0; step < gradients.length / size; step++) {
        float[] now = Arrays.copyOfRange(gradients, step * size, (step + 1) * size);
        queue.upload(MemorySegment.ofArray(now), gradient);
        queue.run(
            named.optimizer.update(
                parameter,
                gradient,
                memory,
                new StepSettings(step + 1, named.rate, named.decay, 1)));
        float[] value = new float[size];
        queue.download(parameter, MemorySegment.ofArray(value));
        for (int e = 0; e < size; e++) {
          assertThat((double) value[e])
              .as("element %d after step %d", e, step)
              .isBetween(path[step * size + e] - tolerance, path[step * size + e] + tolerance);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void gradientsAreScaledDownToTheNormAsPyTorchDoes(String backendName) {
    try (Checkpoint golden = golden();
        Backend backend = InstalledBackends.open(backendName);
        Scope scope = backend.newScope("parameter")) {
      float[] gradients = golden.tensor("gradients").toFloats();
      float[] clipped = golden.tensor("clip.by_norm_1").toFloats();
      Tensor value = scope.allocate(DType.F32, clipped.length);
      Parameter parameter =
          new Parameter("start", Parameter.Kind.BIAS, value, Parameter.Form.PLAIN);
      try (Learner learner =
          new Learner(backend, List.of(parameter), Sgd.PLAIN, p -> new ParameterGroup(1, 0))) {
        learner.queue().run(new Fill(value, 0));
        float[] first = Arrays.copyOf(gradients, clipped.length);
        learner.queue().upload(MemorySegment.ofArray(first), learner.gradient(parameter));
        double norm = learner.gradientNorm();
        assertThat(norm).as("a norm that is clipped").isGreaterThan(1);
        learner.step(1, TrainingSettings.adamW(1, 1).withMaxNorm(1).clip(norm));
        float[] moved = learner.read(value);
        for (int e = 0; e < clipped.length; e++) {
          assertThat(moved[e]).as("element %d", e).isCloseTo(-clipped[e], within(1e-6f));
        }
      }
    }
  }

  static Stream<String> backends() {
    return InstalledBackends.names().stream();
  }

  @Test
  void everyGoldenPathHasItsOptimizer() {
    List<String> named = OPTIMIZERS.stream().map(Named::name).toList();
    assertThat(description().get("optimizers").propertyNames())
        .filteredOn(name -> !name.startsWith(LEFT_OUT))
        .containsExactlyInAnyOrderElementsOf(named);
    try (Checkpoint golden = golden()) {
      assertThat(golden.names())
          .filteredOn(name -> !name.startsWith("trajectory." + LEFT_OUT))
          .filteredOn(name -> !name.equals(CLIP_LEFT_OUT))
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(
                      Stream.of("start", "gradients", "clip.by_norm_1"),
                      named.stream().map(name -> "trajectory." + name))
                  .toList());
    }
  }

  private static JsonNode description() {
    return JsonMapper.shared()
        .readTree(SharedData.path("data/goldens/optimizers/golden.json").toFile());
  }

  private static Checkpoint golden() {
    return SafetensorsFile.open(SharedData.path("data/goldens/optimizers/golden.safetensors"));
  }
}
