package dev.heed.models.tune;

import dev.heed.engine.Backend;
import dev.heed.engine.CommandQueue;
import dev.heed.models.arch.LearnedDecoder;
import dev.heed.models.load.Adapters;
import dev.heed.models.load.DecoderPlan;
import dev.heed.models.load.ModelSource;
import dev.heed.models.save.AdapterFolder;
import dev.heed.models.save.ModelFolder;
import dev.heed.models.save.TaskFile;
import dev.heed.models.spec.NewModel;
import dev.heed.models.tokenizer.Tokenizer;
import dev.heed.models.train.Measurement;
import dev.heed.models.train.TrainingResult;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A language model that was trained on a text. To use it, save it and load a {@link
 * dev.heed.models.TextGenerator}.
 */
public final class TunedLanguage implements AutoCloseable {
  private final DecoderPlan plan;
  private final LearnedDecoder model;
  private final @Nullable ModelSource source;
  private final @Nullable NewModel fresh;
  private final byte @Nullable [] characters;
  private final Tokenizer tokenizer;
  private final @Nullable Adapters adapters;
  private final Map<String, String> made;
  private final Backend backend;
  private final boolean ownsBackend;
  private @Nullable Measurement before;
  private @Nullable TrainingResult result;
  private @Nullable Texts texts;

  /**
   * The texts of a training, and what of them the tokenizer does not know: of a model from nothing,
   * characters that the training text does not have.
   *
   * @param training that it learned
   * @param validation that it was measured on
   */
  public record Texts(UnknownTokens training, UnknownTokens validation) {}

  /** Takes over what it is given, but for a backend that is not its own. */
  TunedLanguage(
      DecoderPlan plan,
      LearnedDecoder model,
      @Nullable ModelSource source,
      @Nullable NewModel fresh,
      byte @Nullable [] characters,
      Tokenizer tokenizer,
      @Nullable Adapters adapters,
      Map<String, String> made,
      Backend backend,
      boolean ownsBackend) {
    this.plan = plan;
    this.model = model;
    this.source = source;
    this.fresh = fresh;
    this.characters = characters;
    this.tokenizer = tokenizer;
    this.adapters = adapters;
    this.made = made;
    this.backend = backend;
    this.ownsBackend = ownsBackend;
  }

  void trained(@Nullable Measurement base, TrainingResult how, Texts read) {
    before = base;
    result = how;
    texts = read;
  }

  /**
   * How the pretrained model foretold the validation text before it was tuned, measured as {@link
   * #loss} is: what tuning is compared with. Empty for a model from nothing.
   */
  public Optional<Measurement> before() {
    return Optional.ofNullable(before);
  }

  /** What it read, and what of that is unknown to its tokenizer. */
  public Texts texts() {
    return Objects.requireNonNull(texts, "it was not trained");
  }

  /** How the training ended. */
  public TrainingResult result() {
    return Objects.requireNonNull(result, "it was not trained");
  }

  /**
   * The best mean of −ln p over the tokens of the validation text; NaN where it was not measured.
   */
  public double loss() {
    Measurement best = result().best();
    return best == null ? Double.NaN : best.value();
  }

  /** How texts become tokens. */
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  /**
   * Saves it as a folder that {@link dev.heed.models.TextGenerator}, and transformers, load:
   * changes of low rank are merged. An older model in that folder is replaced.
   *
   * @throws dev.heed.models.checkpoint.CheckpointException when it cannot be written; then what was
   *     there stays
   */
  public void save(Path folder) {
    ModelFolder written =
        source != null
            ? ModelFolder.of(plan, model, source)
            : ModelFolder.of(plan, model, Objects.requireNonNull(fresh).config());
    written.withFile(TaskFile.NAME, task());
    if (characters != null) {
      written.withFile("tokenizer.json", characters);
    }
    if (adapters != null) {
      written.merging(adapters);
    }
    try (CommandQueue queue = backend.newQueue("saving")) {
      written.write(queue, folder);
    }
  }

  /**
   * Saves changes of low rank alone, in the layout of PEFT, to be loaded over the base.
   *
   * @throws IllegalStateException when it was not tuned by {@link LanguageTuning#byLowRank}
   */
  public void saveAdapter(Path folder) {
    if (adapters == null || source == null) {
      throw new IllegalStateException(
          "the model was tuned by other means than changes of low rank; save it whole");
    }
    try (CommandQueue queue = backend.newQueue("saving")) {
      AdapterFolder.of(plan, model, source, adapters)
          .withFile(TaskFile.NAME, task())
          .write(queue, folder);
    }
  }

  /** How it was made: settings by name. */
  public Map<String, String> made() {
    return made;
  }

  private byte[] task() {
    return new TaskFile("lm", List.of(), null, null, made).toJson();
  }

  /** Gives the memory back. */
  @Override
  public void close() {
    try {
      model.close();
      if (source != null) {
        source.close();
      }
    } finally {
      if (ownsBackend) {
        backend.close();
      }
    }
  }
}
