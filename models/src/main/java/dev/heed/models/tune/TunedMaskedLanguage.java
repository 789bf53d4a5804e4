package dev.heed.models.tune;

import dev.heed.engine.Backend;
import dev.heed.engine.CommandQueue;
import dev.heed.models.arch.LearnedEncoder;
import dev.heed.models.data.Dataset;
import dev.heed.models.data.TextNormalization;
import dev.heed.models.evaluate.MaskedLanguageMetrics;
import dev.heed.models.load.EncoderPlan;
import dev.heed.models.load.ModelSource;
import dev.heed.models.loss.MaskedTexts;
import dev.heed.models.save.ModelFolder;
import dev.heed.models.save.TaskFile;
import dev.heed.models.spec.NewModel;
import dev.heed.models.train.Forward;
import dev.heed.models.train.ForwardRunner;
import dev.heed.models.train.TrainingResult;
import java.nio.file.Path;
import java.util.Map;
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
  private final TrainingResult result;
  private final Texts texts;

  /** What it is made of. */
  record Parts(
      EncoderPlan plan,
      ModelSource source,
      @Nullable NewModel fresh,
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

  TunedMaskedLanguage(Parts parts, TrainingResult result, Texts texts) {
    this.parts = parts;
    this.result = result;
    this.texts = texts;
  }

  /** How the training ended. */
  public TrainingResult result() {
    return result;
  }

  /** The texts that it learned from. */
  public Texts texts() {
    return texts;
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
   * Saves it as a …ForMaskedLM that transformers loads, with its tokenizer; {@link TextTuning} and
   * {@link dev.heed.models.TextEmbedder} read the encoder of it. An older model in that folder is
   * replaced.
   *
   * @throws dev.heed.models.checkpoint.CheckpointException when it cannot be written; then what was
   *     there stays
   */
  public void save(Path folder) {
    TextInput input = parts.input().input();
    ModelFolder written =
        folder()
            .withMaxTokens(input.maxTokens())
            .withFile(
                TaskFile.NAME,
                new TaskFile(TASK, input.columns(), null, null, parts.made()).toJson());
    if (!input.normalization().steps().isEmpty()) {
      written.withFile(TextNormalization.FILE, input.normalization().toJson());
    }
    try (CommandQueue queue = parts.backend().newQueue("saving")) {
      written.write(queue, folder);
    }
  }

  private ModelFolder folder() {
    @Nullable NewModel fresh = parts.fresh();
    ModelSource source = parts.source();
    if (fresh != null) {
      return ModelFolder.of(parts.plan(), parts.model(), fresh.config()).withTokenizerOf(source);
    }
    ModelFolder folder = ModelFolder.of(parts.plan(), parts.model(), source);
    return source.saysHowToEmbed() ? folder.withEmbedding(source.embedding()) : folder;
  }

  /** Gives the memory back. */
  @Override
  public void close() {
    try {
      parts.model().close();
      parts.source().close();
    } finally {
      if (parts.ownsBackend()) {
        parts.backend().close();
      }
    }
  }
}
