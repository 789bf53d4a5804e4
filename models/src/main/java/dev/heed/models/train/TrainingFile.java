package dev.heed.models.train;

import dev.heed.engine.tensor.Tensor;
import dev.heed.models.checkpoint.Checkpoint;
import dev.heed.models.checkpoint.CheckpointException;
import dev.heed.models.checkpoint.SafetensorsFile;
import dev.heed.models.checkpoint.SafetensorsWriter;
import dev.heed.models.nn.Parameter;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint of a training: a safetensors file with the learned parameters, what the optimiser
 * remembers, the moving average, how far it is, and what it was made with. It appears whole or not
 * at all.
 */
final class TrainingFile {
  private static final String VERSION = "2";

  private final Learner learner;
  private final @Nullable MovingAverage average;
  private final Map<String, String> settings;

  /**
   * @param average null for none
   * @param settings what must be equal for a training to go on
   */
  TrainingFile(Learner learner, @Nullable MovingAverage average, Map<String, String> settings) {
    this.learner = learner;
    this.average = average;
    this.settings = settings;
  }

  /** Writes all. */
  void write(Path file, Progress progress) {
    SafetensorsWriter writer = new SafetensorsWriter().metadata("heed.training", VERSION);
    settings.forEach((name, value) -> writer.metadata("settings." + name, value));
    writer
        .metadata("step", Long.toString(progress.step()))
        .metadata("epoch", Integer.toString(progress.epoch()))
        .metadata("batch", Integer.toString(progress.batch()))
        .metadata("updates", Long.toString(progress.updates()))
        .metadata("loss", Double.toString(progress.loss()))
        .metadata("best", Double.toString(progress.best()))
        .metadata("bestLoss", Double.toString(progress.bestLoss()))
        .metadata("bestStep", Long.toString(progress.bestStep()))
        .metadata("worse", Integer.toString(progress.worse()))
        .metadata("measured", Long.toString(progress.measured()));
    for (Parameter parameter : learner.learned()) {
      add(writer, "parameter.", parameter, parameter.value());
      List<Tensor> memory = learner.memory(parameter);
      for (int m = 0; m < memory.size(); m++) {
        add(writer, "memory.%d.".formatted(m), parameter, memory.get(m));
      }
      if (average != null) {
        add(writer, "average.", parameter, average.of(parameter));
      }
    }
    writer.write(file);
  }

  private void add(SafetensorsWriter writer, String kind, Parameter parameter, Tensor tensor) {
    writer.add(kind + key(parameter), () -> learner.read(tensor), shape(tensor));
  }

  /**
   * Reads all.
   *
   * @throws TrainingException when it is of another training
   * @throws CheckpointException when it is damaged
   */
  Progress read(Path file) {
    try (Checkpoint checkpoint = SafetensorsFile.open(file)) {
      Map<String, String> written = checkpoint.metadata();
      if (!VERSION.equals(written.get("heed.training"))) {
        throw new TrainingException(
            "%s: is no checkpoint of a training in version %s: %s"
                .formatted(file, VERSION, written.get("heed.training")));
      }
      settings.forEach((name, value) -> compare(file, name, value, written));
      Progress progress = progress(file, written);
      for (Parameter parameter : learner.learned()) {
        fill(checkpoint, "parameter.", parameter, parameter.value());
        List<Tensor> memory = learner.memory(parameter);
        for (int m = 0; m < memory.size(); m++) {
          fill(checkpoint, "memory.%d.".formatted(m), parameter, memory.get(m));
        }
        if (average != null) {
          fill(checkpoint, "average.", parameter, average.of(parameter));
        }
      }
      learner.queue().synchronize();
      return progress;
    }
  }

  private static void compare(Path file, String name, String value, Map<String, String> written) {
    String before = written.get("settings." + name);
    if (!value.equals(before)) {
      throw new TrainingException(
          "%s: this training cannot go on from it: %s was %s and is %s; take the former settings, or another folder, or delete this one to begin anew"
              .formatted(file, name, before, value));
    }
  }

  private static Progress progress(Path file, Map<String, String> written) {
    try {
      Progress progress =
          new Progress(
              Long.parseLong(text(written, "step")),
              Integer.parseInt(text(written, "epoch")),
              Integer.parseInt(text(written, "batch")),
              Long.parseLong(text(written, "updates")),
              Double.parseDouble(text(written, "loss")),
              Double.parseDouble(text(written, "best")),
              Double.parseDouble(text(written, "bestLoss")),
              Long.parseLong(text(written, "bestStep")),
              Integer.parseInt(text(written, "worse")),
              Long.parseLong(text(written, "measured")));
      if (Math.min(Math.min(progress.step(), progress.updates()), progress.bestStep()) < 0
          || Math.min(Math.min(progress.epoch(), progress.batch()), progress.worse()) < 0
          || progress.measured() < 0) {
        throw new CheckpointException("%s: expected counts, found %s".formatted(file, progress));
      }
      return progress;
    } catch (NumberFormatException e) {
      throw new CheckpointException("%s: is damaged: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static String text(Map<String, String> written, String name) {
    return Objects.requireNonNullElse(written.get(name), "no " + name);
  }

  private void fill(Checkpoint checkpoint, String kind, Parameter parameter, Tensor to) {
    float[] values = checkpoint.tensor(kind + key(parameter), shape(to)).toFloats();
    learner.queue().upload(MemorySegment.ofArray(values), to);
  }

  /** The best parameters, in a file of their own. */
  static void writeBest(Path file, BestParameters best, List<Parameter> learned) {
    SafetensorsWriter writer = new SafetensorsWriter();
    for (Parameter parameter : learned) {
      writer.add(key(parameter), best.of(parameter), shape(parameter.value()));
    }
    writer.write(file);
  }

  /** Reads what {@link #writeBest} wrote. */
  static void readBest(Path file, BestParameters best, List<Parameter> learned) {
    try (Checkpoint checkpoint = SafetensorsFile.open(file)) {
      for (Parameter parameter : learned) {
        float[] values = checkpoint.tensor(key(parameter), shape(parameter.value())).toFloats();
        System.arraycopy(values, 0, best.of(parameter), 0, values.length);
      }
    }
  }

  /** A stored tensor may be several parameters: each begins at another row. */
  private static String key(Parameter parameter) {
    int row = parameter.form().firstRow();
    return row == 0 ? parameter.name() : parameter.name() + "#" + row;
  }

  private static long[] shape(Tensor tensor) {
    int[] sizes = tensor.layout().shape();
    long[] shape = new long[sizes.length];
    for (int d = 0; d < sizes.length; d++) {
      shape[d] = sizes[d];
    }
    return shape;
  }
}
