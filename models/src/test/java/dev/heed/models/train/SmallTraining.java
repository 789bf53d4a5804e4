package dev.heed.models.train;

import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.op.Fill;
import dev.heed.models.InstalledBackends;
import dev.heed.models.arch.LearnedEncoder;
import dev.heed.models.arch.TokenBatch;
import dev.heed.models.load.EncoderPlan;
import dev.heed.models.load.HeadChoice;
import dev.heed.models.load.InitialValues;
import dev.heed.models.load.LearnedModels;
import dev.heed.models.load.ModelSource;
import dev.heed.models.loss.CrossEntropyLoss;
import dev.heed.models.loss.Losses;
import dev.heed.models.nn.Parameter;
import dev.heed.models.nn.Pass;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A small encoder that learns to tell the few texts of its golden case apart. */
final class SmallTraining implements AutoCloseable {
  private final Backend backend;
  private final LearnedEncoder model;
  private final List<TrainingBatch<int[]>> batches = new ArrayList<>();

  SmallTraining(String backendName) {
    this(backendName, BackendOptions.DEFAULT);
  }

  SmallTraining(String backendName, BackendOptions options) {
    try (TrainingCase golden = TrainingCase.open("training-bert");
        ModelSource source = ModelSource.open(golden.folder())) {
      backend = InstalledBackends.open(backendName, options);
      model =
          LearnedModels.encoder(
              EncoderPlan.of(source, HeadChoice.CONFIGURED),
              source.checkpoint(),
              backend,
              InitialValues.NONE,
              null);
      TokenBatch all = golden.batch();
      for (int s = 0; s < all.count(); s++) {
        int from = all.spans().start(s);
        int[] ids = Arrays.copyOfRange(all.ids(), from, from + all.spans().length(s));
        batches.add(
            new TrainingBatch<>(TokenBatch.of(ids), new int[] {golden.labels()[s]}, new int[] {s}));
      }
    }
  }

  Backend backend() {
    return backend;
  }

  LearnedEncoder model() {
    return model;
  }

  int batches() {
    return batches.size();
  }

  /** Each with its label. */
  List<TrainingBatch<int[]>> texts() {
    return List.copyOf(batches);
  }

  /** The first text has another label. */
  void relabel() {
    TrainingBatch<int[]> first = batches.getFirst();
    int other = first.targets()[0] == 0 ? 1 : 0;
    batches.set(0, new TrainingBatch<>(first.tokens(), new int[] {other}, first.examples()));
  }

  /** Each text is a batch, in another order each epoch. */
  Trainer<int[]> trainer(TrainingSettings settings) {
    return trainer("cross-entropy", settings);
  }

  /** The same, with another name for what is made smaller. */
  Trainer<int[]> trainer(String objective, TrainingSettings settings) {
    return new Trainer<>(
        backend, model, Objective.of(objective, this::losses), this::epoch, settings);
  }

  private List<TrainingBatch<int[]>> epoch(int epoch) {
    List<TrainingBatch<int[]>> turned = new ArrayList<>(batches);
    Collections.rotate(turned, epoch);
    return turned;
  }

  private Losses losses(Pass pass, TokenBatch tokens, int[] labels) {
    return CrossEntropyLoss.PLAIN.of(pass, model.logits(pass, tokens), labels);
  }

  /** The mean loss over all texts. */
  Measurement measure(Forward forward) {
    double sum = 0;
    for (TrainingBatch<int[]> batch : batches) {
      Pass pass = forward.look(batch.tokens().spans());
      sum += forward.read(losses(pass, batch.tokens(), batch.targets()).values())[0];
    }
    return new Measurement(
        "loss", sum / batches.size(), false, Map.of("loss", sum / batches.size()));
  }

  /** All parameters as they are. */
  Map<String, float[]> parameters() {
    Map<String, float[]> parameters = new LinkedHashMap<>();
    try (var queue = backend.newQueue("test")) {
      for (Parameter parameter : model.parameters()) {
        float[] values = new float[Math.toIntExact(parameter.value().elements())];
        queue.download(parameter.value(), MemorySegment.ofArray(values));
        parameters.put(parameter.name(), values);
      }
    }
    return parameters;
  }

  /** One parameter is this number throughout. */
  void set(String name, float value) {
    try (var queue = backend.newQueue("test")) {
      for (Parameter parameter : model.parameters()) {
        if (parameter.name().equals(name)) {
          queue.run(new Fill(parameter.value(), value));
        }
      }
      queue.synchronize();
    }
  }

  @Override
  public void close() {
    model.close();
    backend.close();
  }
}
