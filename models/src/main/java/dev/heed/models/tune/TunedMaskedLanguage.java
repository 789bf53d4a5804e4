package dev.heed.models.tune;

import dev.heed.engine.Backend;
import dev.heed.engine.CommandQueue;
import dev.heed.models.arch.LearnedEncoder;
import dev.heed.models.data.Dataset;
import dev.heed.models.data.TextNormalization;
import dev.heed.models.evaluate.MaskedLanguageMetrics;
import dev.heed.models.loss.MaskedTexts;
import dev.heed.models.nn.Parameter;
import dev.heed.models.save.AdapterFolder;
import dev.heed.models.save.ModelFolder;
import dev.heed.models.save.TaskFile;
import dev.heed.models.train.Forward;
import dev.heed.models.train.ForwardRunner;
import dev.heed.models.train.TrainingResult;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An encoder that was trained by masked language modelling. Not thread-safe: to use it, save it and
 * take the folder as the base of a {@link TextTuning}, or load a {@link
 * dev.heed.models.MaskedLanguageModel}.
 */
public final class TunedMaskedLanguage implements AutoCloseable {
  /** What a folder's {@link TaskFile} calls it. */
  public static final String TASK = "mlm";

  private final Parts parts;
  private final @Nullable MaskedLanguageMetrics before;
  private final TrainingResult result;
  private final Texts texts;

  /** What it is made of. */
  record Parts(
      EncoderStart start,
      LearnedEncoder model,
      Backend backend,
      boolean ownsBackend,
      MaskedInput input,
      Map<String, String> made) {}

  /**
   * The texts of a training.
   *
   * @param learned from
   * @param leftOut those that have no token which may be hidden
   * @param cut those of the learned that were longer than the limit
   */
  public record Texts(long learned, long leftOut, long cut) {}

  TunedMaskedLanguage(
      Parts parts, @Nullable MaskedLanguageMetrics before, TrainingResult result, Texts texts) {
    this.parts = parts;
    this.before = before;
    this.result = result;
    this.texts = texts;
  }

  /**
   * How the base did on validation data, or on what {@link MaskedLanguageTuning#comparingOn} names:
   * what tuning is compared with. Empty without such data, and for an encoder from nothing.
   */
  public Optional<MaskedLanguageMetrics> before() {
    return Optional.ofNullable(before);
  }

  /** True where the head for masked words began anew: the base had none. */
  public boolean beganHead() {
    return parts.model().parameters().stream()
        .filter(parameter -> parameter.kind() != Parameter.Kind.ADAPTER)
        .anyMatch(parts.start()::begins);
  }

  /** How the training ended. */
  public TrainingResult result() {
    return result;
  }

  /** The texts that it learned from. */
  public Texts texts() {
    return texts;
  }

  /**
   * Texts of other data that are longer than the limit, and cut.
   *
   * @throws dev.heed.models.data.DataException when it has no such columns
   */
  public long cutTexts(Dataset data) {
    TextInput input = parts.input().input();
    return data.examples().stream().map(input::encode).filter(EncodedText::cut).count();
  }

  /** How it was made, by name: for people. */
  public Map<String, String> made() {
    return parts.made();
  }

  /**
   * How well it knows hidden tokens of other texts: 15 % of them, whatever it was trained with,
   * always the same.
   *
   * @throws dev.heed.models.data.DataException when the data has no such column, or no text with a
   *     token that may be hidden
   */
  public MaskedLanguageMetrics evaluate(Dataset data) {
    MaskedTexts hidden = parts.input().toMeasure(data);
    try (ForwardRunner runner = new ForwardRunner(parts.backend())) {
      return hidden.measure(logits(parts.model(), runner));
    }
  }

  static MaskedTexts.Logits logits(LearnedEncoder model, Forward forward) {
    return (batch, rows) -> forward.read(model.logits(forward.look(batch.spans()), batch, rows));
  }

  /**
   * Saves it as a …ForMaskedLM that transformers loads, with its tokenizer: changes of low rank are
   * merged; {@link TextTuning} and {@link dev.heed.models.TextEmbedder} read the encoder of it. An
   * older model in that folder is replaced.
   *
   * @throws dev.heed.models.checkpoint.CheckpointException when it cannot be written; then what was
   *     there stays
   */
  public void save(Path folder) {
    TextInput input = parts.input().input();
    ModelFolder written = folder().withFile(TaskFile.NAME, taskFile().toJson());
    if (!input.normalization().steps().isEmpty()) {
      written.withFile(TextNormalization.FILE, input.normalization().toJson());
    }
    try (CommandQueue queue = parts.backend().newQueue("saving")) {
      written.write(queue, folder);
    }
  }

  private ModelFolder folder() {
    EncoderStart start = parts.start();
    ModelFolder folder = start.folder(parts.model());
    return !start.isFromNothing() && start.source().saysHowToEmbed()
        ? folder.withEmbedding(start.source().embedding())
        : folder;
  }

  /**
   * Saves changes of low rank, and a head for masked words that began anew, alone: in the layout of
   * PEFT, to be loaded over the base.
   *
   * @throws IllegalStateException when it was not tuned by {@link MaskedLanguageTuning#byLowRank}
   */
  public void saveAdapter(Path folder) {
    TextInput input = parts.input().input();
    AdapterFolder written =
        parts
            .start()
            .adapterFolder(
                parts.model(),
                parts.model().parameters().stream().filter(parts.start()::begins).toList())
            .withFile(TaskFile.NAME, taskFile().toJson());
    if (!input.normalization().steps().isEmpty()) {
      written.withFile(TextNormalization.FILE, input.normalization().toJson());
    }
    try (CommandQueue queue = parts.backend().newQueue("saving")) {
      written.write(queue, folder);
    }
  }

  private TaskFile taskFile() {
    return new TaskFile(TASK, parts.input().input().columns(), null, null, parts.made());
  }

  /** Gives the memory back. */
  @Override
  public void close() {
    try {
      parts.model().close();
      parts.start().source().close();
    } finally {
      if (parts.ownsBackend()) {
        parts.backend().close();
      }
    }
  }
}
