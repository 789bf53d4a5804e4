package dev.heed.models.train;

import dev.heed.engine.tensor.Tensor;
import dev.heed.models.arch.LearnedModel;
import dev.heed.models.data.DataChecksum;
import dev.heed.models.nn.LowRank;
import dev.heed.models.nn.Parameter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;

/** What must be equal for a training to go on from a checkpoint, as texts. */
final class Fingerprint {
  /** A buffer has less than 2 GiB; a table of words may have more. */
  private static final long PART = 1 << 30;

  private Fingerprint() {}

  static Map<String, String> of(Trainer<?> trainer, Learner learner, Schedule schedule) {
    LearnedModel model = trainer.model;
    TrainingSettings settings = trainer.settings;
    Map<String, String> of = new LinkedHashMap<>();
    of.put("model", parameters(model.parameters()));
    of.put("sizes", new DataChecksum().add(model.spec().toString()).toString());
    of.put("weights at the beginning", values(trainer, learner));
    of.put("changes of low rank", changes(model.changes()));
    of.put("objective", trainer.objective.inWords());
    of.put("learned parameters", parameters(learner.learned()));
    of.put("groups", groups(learner.learned(), settings));
    of.put("optimizer", settings.optimizer().toString());
    of.put("schedule", schedule.inWords());
    of.put("accumulation", Integer.toString(settings.accumulation()));
    of.put("norm of gradients", Double.toString(settings.maxNorm()));
    of.put("dropout", settings.dropout() + " and " + settings.attentionDropout());
    of.put("decay of the average", Double.toString(settings.averageDecay()));
    of.put("seed", Long.toString(settings.seed()));
    of.put("data", data(trainer.batches.steps(0, settings.accumulation())));
    Validation validation = trainer.validation;
    of.put("validation", validation == null ? "none" : validation.inWords());
    return of;
  }

  private static String parameters(List<Parameter> parameters) {
    DataChecksum sum = new DataChecksum();
    long elements = 0;
    for (Parameter parameter : parameters) {
      sum.add(parameter.name() + parameter.form() + parameter.value().layout());
      elements += parameter.value().elements();
    }
    return "%d tensors of %d elements (%s)".formatted(parameters.size(), elements, sum);
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
    DataChecksum sum = new DataChecksum();
    learned.forEach(parameter -> sum.add(settings.groups().apply(parameter)));
    return sum.toString();
  }

  /** Of all that was read or drawn; what was computed, another machine may round differently. */
  private static String values(Trainer<?> trainer, Learner learner) {
    CRC32C sum = new CRC32C();
    for (Parameter parameter : trainer.model.parameters()) {
      if (!trainer.isComputed.test(parameter)) {
        Tensor value = parameter.value();
        try (Arena arena = Arena.ofConfined()) {
          MemorySegment bytes = arena.allocate(value.byteSize(), Float.BYTES);
          learner.queue().download(value, bytes);
          for (long from = 0; from < bytes.byteSize(); from += PART) {
            long size = Math.min(PART, bytes.byteSize() - from);
            sum.update(bytes.asSlice(from, size).asByteBuffer());
          }
        }
      }
    }
    return "%08x".formatted(sum.getValue());
  }

  /** Tokens and targets: the same texts under other labels are other data. */
  private static <T> String data(List<List<TrainingBatch<T>>> steps) {
    DataChecksum sum = new DataChecksum();
    int batches = 0;
    for (List<TrainingBatch<T>> step : steps) {
      for (TrainingBatch<T> batch : step) {
        sum.add(batch.tokens().ids()).add(batch.targets());
      }
      batches += step.size();
    }
    return "%d steps of %d batches (%s)".formatted(steps.size(), batches, sum);
  }
}
