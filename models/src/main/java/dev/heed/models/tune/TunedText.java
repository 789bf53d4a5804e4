package dev.heed.models.tune;

import dev.heed.engine.Backend;
import dev.heed.engine.CommandQueue;
import dev.heed.models.arch.LearnedEncoder;
import dev.heed.models.data.Dataset;
import dev.heed.models.data.TableScores;
import dev.heed.models.data.TextNormalization;
import dev.heed.models.evaluate.Metrics;
import dev.heed.models.evaluate.TemperatureScaling;
import dev.heed.models.nn.Parameter;
import dev.heed.models.save.AdapterFolder;
import dev.heed.models.save.ModelFolder;
import dev.heed.models.save.TaskFile;
import dev.heed.models.train.ForwardRunner;
import dev.heed.models.train.TrainingResult;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An encoder that was tuned for a task over whole texts. Not thread-safe: to use it in a server,
 * save it and load a {@link dev.heed.models.TextClassifier}.
 *
 * @param <T> the task's answers
 */
public final class TunedText<T> implements AutoCloseable {
  private final Parts<T> parts;
  private final @Nullable Metrics probe;
  private final @Nullable TrainingResult result;
  private final long cut;
  private double temperature = 1;

  /** What it is made of. */
  record Parts<T>(
      HeadTask<T> task,
      EncoderStart start,
      LearnedEncoder model,
      @Nullable TableHead table,
      HeadLayer head,
      Backend backend,
      boolean ownsBackend,
      TextInput input,
      List<Parameter> learned,
      Map<String, String> made) {}

  TunedText(Parts<T> parts, @Nullable Metrics probe, @Nullable TrainingResult result, long cut) {
    this.parts = parts;
    this.probe = probe;
    this.result = result;
    this.cut = cut;
  }

  /** Names of what its head gives. */
  public List<String> labels() {
    return parts.task().labels();
  }

  /**
   * How the probe did on validation data, or on what {@link TextTuning#comparingOn} names: what
   * tuning is compared with. Beside an encoder from nothing it is that of the pretrained encoder
   * whose tokenizer was taken. Empty without such data, and where the tokenizer is of no encoder.
   */
  public Optional<Metrics> probe() {
    return Optional.ofNullable(probe);
  }

  /** How the training ended; empty for the probe alone, unless that was stopped. */
  public Optional<TrainingResult> result() {
    return Optional.ofNullable(result);
  }

  /** Texts of the training data that were longer than the limit, and cut. */
  public long cutTexts() {
    return cut;
  }

  /**
   * Texts of other data that are longer than the limit, and cut.
   *
   * @throws dev.heed.models.data.DataException when it has no such columns
   */
  public long cutTexts(Dataset data) {
    return data.examples().stream().map(parts.input()::encode).filter(EncodedText::cut).count();
  }

  /** How it was made, by name: for people. */
  public Map<String, String> made() {
    Map<String, String> made = new LinkedHashMap<>(parts.made());
    if (temperature != 1) {
      made.put("calibrated", "logits divided by a temperature of " + temperature);
    }
    return made;
  }

  /**
   * Becomes as sure as it is right (Guo et al., 2017): the head is divided by the temperature that
   * fits best, so that it, and whatever loads it from a folder, gives calibrated probabilities and
   * the same likeliest labels. Of several labels together each yes and no is one example; what is
   * likelier than one half stays so.
   *
   * @param data that it did not learn from, such as the validation data
   * @return the temperature; empty where the data gives none, because the model is right about all
   *     of it or no better than chance: then it stays as it is
   * @throws IllegalStateException when it gives numbers
   */
  public Optional<TemperatureScaling> calibrate(Dataset data) {
    Optional<TemperatureScaling> found =
        parts.task().calibration(parts.task().answers(data), logits(data));
    found.ifPresent(scaling -> {
      parts.head().rescale(parts.backend(), 1 / scaling.temperature(), 0);
      temperature *= scaling.temperature();
    });
    return found;
  }

  /**
   * All metrics on other data.
   *
   * @throws dev.heed.models.data.DataException when it has no such columns, or answers that were
   *     not learned
   */
  public Metrics evaluate(Dataset data) {
    return parts.task().metrics(parts.task().answers(data), logits(data));
  }

  /**
   * How probable each label is for each example, [examples, labels]: of labels together 1 where an
   * example has one of them.
   *
   * @throws IllegalStateException when it gives numbers
   */
  public double[][] probabilities(Dataset data) {
    return switch (parts.task()) {
      case OneLabel _ -> OneLabel.probabilities(logits(data));
      case SeveralLabels _ -> SeveralLabels.probabilities(logits(data));
      case OneNumber _ -> throw new IllegalStateException("a number has no probability");
    };
  }

  /** What the head gives for each example: [examples, labels]. */
  public float[][] logits(Dataset data) {
    List<EncodedText> texts = data.examples().stream().map(parts.input()::encode).toList();
    float[][] rows;
    try (ForwardRunner runner = new ForwardRunner(parts.backend())) {
      rows = InOrder.run(runner, texts, parts.model()::logits);
    }
    TableScores scores = parts.head().tableScores(parts.backend());
    if (scores != null) {
      for (int i = 0; i < rows.length; i++) {
        rows[i] = scores.added(rows[i], scores.features().encode(data.get(i)));
      }
    }
    return rows;
  }

  /**
   * Saves it as a folder that {@link dev.heed.models.TextClassifier}, and sentence-transformers,
   * load: changes of low rank are merged. An older model in that folder is replaced.
   *
   * @throws dev.heed.models.checkpoint.CheckpointException when it cannot be written; then what was
   *     there stays
   */
  public void save(Path folder) {
    ModelFolder written =
        parts.start().folder(parts.model()).withFile(TaskFile.NAME, taskFile().toJson());
    if (!parts.input().normalization().steps().isEmpty()) {
      written.withFile(TextNormalization.FILE, parts.input().normalization().toJson());
    }
    TableScores scores = parts.head().tableScores(parts.backend());
    if (scores != null) {
      written.withFile(TableScores.FILE, scores.toJson());
    }
    try (CommandQueue queue = parts.backend().newQueue("saving")) {
      written.write(queue, folder);
    }
  }

  /**
   * Saves changes of low rank and the head alone, in the layout of PEFT, to be loaded over the
   * base.
   *
   * @throws IllegalStateException when it was not tuned by {@link TuningMethod#LORA}
   */
  public void saveAdapter(Path folder) {
    if (parts.table() != null) {
      throw new IllegalStateException(
          "an adapter in the layout of PEFT has no place for columns beside the texts; save the model whole");
    }
    AdapterFolder written =
        parts
            .start()
            .adapterFolder(parts.model(), parts.learned())
            .withFile(TaskFile.NAME, taskFile().toJson());
    if (!parts.input().normalization().steps().isEmpty()) {
      written.withFile(TextNormalization.FILE, parts.input().normalization().toJson());
    }
    try (CommandQueue queue = parts.backend().newQueue("saving")) {
      written.write(queue, folder);
    }
  }

  private TaskFile taskFile() {
    return new TaskFile(
        parts.task().name(),
        parts.input().columns(),
        parts.task().column(),
        parts.task().separator(),
        made());
  }

  /** Gives the memory back. */
  @Override
  public void close() {
    try {
      if (parts.table() != null) {
        parts.table().close();
      }
      parts.model().close();
      parts.start().source().close();
    } finally {
      if (parts.ownsBackend()) {
        parts.backend().close();
      }
    }
  }
}
