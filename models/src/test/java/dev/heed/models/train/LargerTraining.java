package dev.heed.models.train;

import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.InstalledBackends;
import dev.heed.models.arch.LearnedEncoder;
import dev.heed.models.arch.TokenBatch;
import dev.heed.models.load.EncoderPlan;
import dev.heed.models.load.InitialValues;
import dev.heed.models.load.LearnedModels;
import dev.heed.models.loss.CrossEntropyLoss;
import dev.heed.models.nn.Parameter;
import dev.heed.models.spec.NewModel;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An encoder from nothing that names tokens: so large that backends share its ops among threads,
 * and that what kernels take is little beside it.
 */
final class LargerTraining implements AutoCloseable {
  static final int WIDTH = 192;
  static final int HEADS = 4;
  static final int VOCABULARY = 2000;

  private final Backend backend;
  private final LearnedEncoder model;
  private final Objective<int[]> objective;
  private final List<TrainingBatch<int[]>> batches;

  /**
   * Two batches of so many texts.
   *
   * @param length of each, in tokens
   */
  LargerTraining(String backendName, BackendOptions options, int texts, int length) {
    NewModel sizes =
        new NewModel(NewModel.Shape.BERT, 1, WIDTH, HEADS, 4 * WIDTH, VOCABULARY, length);
    backend = InstalledBackends.open(backendName, options);
    model =
        LearnedModels.encoder(
            EncoderPlan.fromNothing("larger", sizes.config()).withMaskedLanguage(),
            null,
            backend,
            InitialValues.of(sizes, 1),
            null);
    objective =
        Objective.of(
            "cross-entropy",
            (pass, tokens, targets) ->
                CrossEntropyLoss.PLAIN.of(pass, model.logits(pass, tokens), targets));
    batches = List.of(batch(0, texts, length), batch(1, texts, length));
  }

  private static TrainingBatch<int[]> batch(int number, int texts, int length) {
    List<int[]> sequences = new ArrayList<>();
    for (int t = 0; t < texts; t++) {
      int[] ids = new int[length];
      Arrays.setAll(ids, i -> (7 * i + 31 * number + 1) % VOCABULARY);
      sequences.add(ids);
    }
    TokenBatch tokens = TokenBatch.of(sequences);
    return new TrainingBatch<>(tokens, tokens.ids(), new int[] {number});
  }

  Backend backend() {
    return backend;
  }

  Trainer<int[]> trainer(TrainingSettings settings) {
    return new Trainer<>(backend, model, objective, epoch -> batches, settings);
  }

  /** Measures by batches of so many texts. */
  Validation validation(int texts, int length) {
    TrainingBatch<int[]> batch = batch(2, texts, length);
    return new Validation() {
      @Override
      public Measurement measure(Forward forward) {
        double sum = 0;
        for (float loss : forward.read(losses(forward))) {
          sum += loss;
        }
        return new Measurement("loss", sum, false, Map.of("loss", sum));
      }

      @Override
      public void runLargest(Forward forward) {
        losses(forward);
      }

      private Tensor losses(Forward forward) {
        return objective
            .losses(forward.look(batch.tokens().spans()), batch.tokens(), batch.targets())
            .values();
      }
    };
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

  @Override
  public void close() {
    model.close();
    backend.close();
  }
}
