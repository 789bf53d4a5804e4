package dev.heed.models.train;

import dev.heed.engine.tensor.Tensor;
import dev.heed.models.arch.LearnedModel;
import dev.heed.models.nn.LowRank;
import dev.heed.models.nn.Parameter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;

/** What must be equal for a training to go on from a checkpoint, as texts. */
final class Fingerprint {
  private Fingerprint() {}

  static Map<String, String> of(Trainer<?> trainer, Learner learner, Schedule schedule) {
    LearnedModel model = trainer.model;
    TrainingSettings settings = trainer.settings;
    Map<String, String> of = new LinkedHashMap<>();
    of.put("model", parameters(model.parameters()));
    of.put("changes of low rank", changes(model.changes()));
    of.put("objective", trainer.objective.inWords());
    of.put("learned parameters", parameters(learner.learned()));
    of.put("frozen values", values(model, learner));
    of.put("groups", groups(learner.learned(), settings));
    of.put("optimizer", settings.optimizer().toString());
    of.put("schedule", schedule.inWords());
    of.put("accumulation", Integer.toString(settings.accumulation()));
    of.put("norm of gradients", Double.toString(settings.maxNorm()));
    of.put("dropout", settings.dropout() + " and " + settings.attentionDropout());
    of.put("decay of the average", Double.toString(settings.averageDecay()));
    of.put("seed", Long.toString(settings.seed()));
    of.put("data", data(trainer.batches.steps(0, settings.accumulation())));
    return of;
  }

  private static String parameters(List<Parameter> parameters) {
    CRC32C sum = new CRC32C();
    long elements = 0;
    for (Parameter parameter : parameters) {
      text(sum, parameter.name() + parameter.form() + parameter.value().layout());
      elements += parameter.value().elements();
    }
    return "%d tensors of %d elements (%08x)"
        .formatted(parameters.size(), elements, sum.getValue());
  }

  /** How they count: their sizes are those of parameters. */
  private static String changes(List<LowRank> changes) {
    return changes.isEmpty()
        ? "none"
        : changes.stream()
            .map(change -> "scale %s, dropout %s".formatted(change.scale(), change.dropout()))
            .distinct()
            .collect(Collectors.joining("; "));
  }

  private static String groups(List<Parameter> learned, TrainingSettings settings) {
    CRC32C sum = new CRC32C();
    learned.forEach(parameter -> text(sum, settings.groups().apply(parameter).toString()));
    return "%08x".formatted(sum.getValue());
  }

  private static String values(LearnedModel model, Learner learner) {
    CRC32C sum = new CRC32C();
    for (Parameter parameter : model.parameters()) {
      if (!learner.learned().contains(parameter)) {
        Tensor value = parameter.value();
        try (Arena arena = Arena.ofConfined()) {
          MemorySegment bytes = arena.allocate(value.byteSize(), Float.BYTES);
          learner.queue().download(value, bytes);
          sum.update(bytes.asByteBuffer());
        }
      }
    }
    return "%08x".formatted(sum.getValue());
  }

  /** Tokens and targets: the same texts under other labels are other data. */
  private static <T> String data(List<List<TrainingBatch<T>>> steps) {
    CRC32C sum = new CRC32C();
    int batches = 0;
    for (List<TrainingBatch<T>> step : steps) {
      for (TrainingBatch<T> batch : step) {
        text(sum, Arrays.toString(batch.tokens().ids()));
        text(sum, Arrays.deepToString(new Object[] {batch.targets()}));
      }
      batches += step.size();
    }
    return "%d steps of %d batches (%08x)".formatted(steps.size(), batches, sum.getValue());
  }

  private static void text(CRC32C sum, String text) {
    sum.update(text.getBytes(StandardCharsets.UTF_8));
  }
}
