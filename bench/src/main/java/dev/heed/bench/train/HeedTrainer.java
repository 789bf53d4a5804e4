package dev.heed.bench.train;

import dev.heed.bench.peer.WorkServer;
import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.BackendRequest;
import dev.heed.engine.Backends;
import dev.heed.engine.Scope;
import dev.heed.engine.op.CrossEntropy;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.arch.LearnedModel;
import dev.heed.models.arch.TokenBatch;
import dev.heed.models.load.DecoderPlan;
import dev.heed.models.load.EncoderPlan;
import dev.heed.models.load.HeadChoice;
import dev.heed.models.load.InitialValues;
import dev.heed.models.load.LearnedModels;
import dev.heed.models.load.ModelSource;
import dev.heed.models.nn.Pass;
import dev.heed.models.train.Adam;
import dev.heed.models.train.Learner;
import dev.heed.models.train.ParameterGroup;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Heed in a JVM of its own: all parameters of a model learn by AdamW, with the norm of gradients
 * held at 1. A call is a step over each batch.
 */
final class HeedTrainer implements WorkServer.Work {
  /** The decay of matrices and tables. */
  static final double DECAY = 0.01;

  /** The learning rate. */
  static final double RATE = 2e-5;

  private static final double MOST_NORM = 1;
  private static final double BESIDE_NORM = 1e-6;

  private final String engine;
  private final LearnedModel model;
  private final Learner learner;
  private final List<Batch> batches = new ArrayList<>();

  /**
   * A batch with its targets on the device.
   *
   * @param share of each row in the mean of losses; 0 where it does not count
   */
  private record Batch(TokenBatch tokens, Tensor targets, Tensor losses, Tensor share, int count) {}

  private HeedTrainer(JsonNode facts) {
    Backend backend =
        Backends.installed()
            .choose(BackendRequest.named("cpu-simd"))
            .open(BackendOptions.DEFAULT.withThreads(facts.path("threads").asInt()));
    engine = "heed " + backend.device().backend();
    List<int[]> labels = facts.path("labels").valueStream().map(HeedTrainer::ints).toList();
    model = load(Path.of(facts.path("folder").asString()), backend, labels.isEmpty());
    learner =
        new Learner(
            backend,
            model.parameters(),
            Adam.W,
            parameter -> new ParameterGroup(1, parameter.isVector() ? 0 : DECAY));
    Scope scope = backend.newScope("batches");
    for (JsonNode texts : facts.path("batches")) {
      List<int[]> sequences = texts.valueStream().map(HeedTrainer::ints).toList();
      int[] targets = labels.isEmpty() ? nextTokens(sequences) : labels.get(batches.size());
      batches.add(batch(scope, sequences, targets));
    }
  }

  /** The program. */
  public static void main(String[] arguments) throws IOException {
    WorkServer.serve(Map.of("training", HeedTrainer::new));
  }

  private static LearnedModel load(Path folder, Backend backend, boolean language) {
    try (ModelSource source = ModelSource.open(folder)) {
      if (language) {
        DecoderPlan plan = DecoderPlan.of(source);
        return LearnedModels.decoder(
            plan, source.checkpoint(), backend, InitialValues.NONE, null, plan.spec().maxTokens());
      }
      return LearnedModels.encoder(
          EncoderPlan.of(source, HeadChoice.CONFIGURED),
          source.checkpoint(),
          backend,
          InitialValues.NONE,
          null);
    }
  }

  private Batch batch(Scope scope, List<int[]> sequences, int[] targets) {
    int count = (int) Arrays.stream(targets).filter(t -> t != CrossEntropy.IGNORED).count();
    float[] shares = new float[targets.length];
    for (int t = 0; t < targets.length; t++) {
      shares[t] = targets[t] == CrossEntropy.IGNORED ? 0 : 1f / count;
    }
    Batch batch =
        new Batch(
            TokenBatch.of(sequences),
            scope.allocate(DType.I32, targets.length),
            scope.allocate(DType.F32, targets.length),
            scope.allocate(DType.F32, targets.length),
            count);
    learner.queue().upload(MemorySegment.ofArray(targets), batch.targets());
    learner.queue().upload(MemorySegment.ofArray(shares), batch.share());
    return batch;
  }

  private static int[] ints(JsonNode array) {
    return array.valueStream().mapToInt(JsonNode::asInt).toArray();
  }

  /** Of each token the one behind it, and of the last of a text none. */
  static int[] nextTokens(List<int[]> sequences) {
    return sequences.stream()
        .flatMapToInt(ids -> {
          int[] next = Arrays.copyOfRange(ids, 1, ids.length + 1);
          next[ids.length - 1] = CrossEntropy.IGNORED;
          return Arrays.stream(next);
        })
        .toArray();
  }

  @Override
  public String engine() {
    return engine;
  }

  @Override
  public void call() {
    batches.forEach(this::step);
  }

  /** Losses and norms of gradients, step by step, of two rounds over the batches. */
  @Override
  public float[] answer() {
    float[] figures = new float[4 * batches.size()];
    for (int s = 0; s < figures.length / 2; s++) {
      System.arraycopy(step(batches.get(s % batches.size())), 0, figures, 2 * s, 2);
    }
    return figures;
  }

  /** Gives the loss before the step and the norm of its gradient. */
  private float[] step(Batch batch) {
    Pass pass = learner.begin(batch.tokens().spans(), null);
    Tensor logits = model.logits(pass, batch.tokens());
    pass.run(new CrossEntropy(logits, batch.targets(), 0, null, batch.losses(), null));
    learner.backward(batch.losses(), batch.share());
    float[] losses = new float[batch.losses().size(0)];
    learner.queue().download(batch.losses(), MemorySegment.ofArray(losses));
    double sum = 0;
    for (float loss : losses) {
      sum += loss;
    }
    double norm = learner.gradientNorm();
    learner.step(RATE, Math.min(1, MOST_NORM / (norm + BESIDE_NORM)));
    return new float[] {(float) (sum / batch.count()), (float) norm};
  }
}
