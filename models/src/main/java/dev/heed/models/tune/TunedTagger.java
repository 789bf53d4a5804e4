package dev.heed.models.tune;

import dev.heed.engine.Backend;
import dev.heed.engine.CommandQueue;
import dev.heed.models.data.TaggedData;
import dev.heed.models.evaluate.Metrics;
import dev.heed.models.nn.Parameter;
import dev.heed.models.save.AdapterFolder;
import dev.heed.models.save.TaskFile;
import dev.heed.models.train.ForwardRunner;
import dev.heed.models.train.TrainingResult;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An encoder that was tuned to give words tags. Not thread-safe: to use it in a server, save it and
 * load a {@link dev.heed.models.TextTagger}.
 */
public final class TunedTagger implements AutoCloseable {
  /** What a {@link TaskFile} calls the task. */
  public static final String TASK = "tag";

  private static final List<String> WORDS = List.of("tokens");
  private static final String TAGS = "tags";

  private final Parts parts;
  private final @Nullable Metrics probe;
  private final @Nullable TrainingResult result;
  private final long missed;

  /** What it is made of. */
  record Parts(
      TaggedWords words,
      EncoderStart start,
      List<Parameter> head,
      Backend backend,
      boolean ownsBackend,
      Map<String, String> made) {}

  TunedTagger(Parts parts, @Nullable Metrics probe, @Nullable TrainingResult result, long missed) {
    this.parts = parts;
    this.probe = probe;
    this.result = result;
    this.missed = missed;
  }

  /** The tags that it tells apart; those of entities are O and, for each type, B and I. */
  public List<String> labels() {
    return parts.words().labels().names();
  }

  /**
   * How the probe, a head over states as they are, did on validation data, or on what {@link
   * TagTuning#comparingOn} names: what tuning is compared with. Beside an encoder from nothing it
   * is that of the pretrained encoder whose tokenizer was taken. Empty without such data, and where
   * the tokenizer is of no encoder.
   */
  public Optional<Metrics> probe() {
    return Optional.ofNullable(probe);
  }

  /** How the training ended; empty for the probe alone, unless that was stopped. */
  public Optional<TrainingResult> result() {
    return Optional.ofNullable(result);
  }

  /** Words of the training data that were not learned from: most were cut off by the limit. */
  public long missedWords() {
    return missed;
  }

  /** Words of other data that it does not see, and that therefore count as missed. */
  public long missedWords(TaggedData data) {
    return parts.words().encode(data).stream().mapToLong(WordTokens::missed).sum();
  }

  /** How it was made, by name: for people. */
  public Map<String, String> made() {
    return parts.made();
  }

  /**
   * All metrics on other data: {@link dev.heed.models.evaluate.EntityMetrics}, or {@link
   * dev.heed.models.evaluate.TagMetrics} for tags that say nothing about entities. Tags that were
   * not learned count as missed.
   *
   * @throws dev.heed.models.data.DataException when its tags are of the other kind
   */
  public Metrics evaluate(TaggedData data) {
    parts.words().labels().check(data);
    return parts.words().labels().metrics(data.tags(), tags(data));
  }

  /** The likeliest tag of each word, sentence by sentence. */
  public List<List<String>> tags(TaggedData data) {
    try (ForwardRunner runner = new ForwardRunner(parts.backend())) {
      return parts.words().tags(runner, parts.words().encode(data));
    }
  }

  /** What the head gives: [tokens, tags] of each sentence. */
  float[][] logits(TaggedData data) {
    try (ForwardRunner runner = new ForwardRunner(parts.backend())) {
      return parts.words().logits(runner, parts.words().encode(data));
    }
  }

  /**
   * Saves it as a folder that {@link dev.heed.models.TextTagger}, and transformers as a
   * …ForTokenClassification, load: changes of low rank are merged. An older model in that folder is
   * replaced.
   *
   * @throws dev.heed.models.checkpoint.CheckpointException when it cannot be written; then what was
   *     there stays
   */
  public void save(Path folder) {
    try (CommandQueue queue = parts.backend().newQueue("saving")) {
      parts
          .start()
          .folder(parts.words().model())
          .withFile(TaskFile.NAME, task())
          .write(queue, folder);
    }
  }

  /**
   * Saves changes of low rank and the head alone, in the layout of PEFT, to be loaded over the
   * base.
   *
   * @throws IllegalStateException when it was not tuned by {@link TuningMethod#LORA}
   */
  public void saveAdapter(Path folder) {
    AdapterFolder written =
        parts
            .start()
            .adapterFolder(parts.words().model(), parts.head())
            .withFile(TaskFile.NAME, task());
    try (CommandQueue queue = parts.backend().newQueue("saving")) {
      written.write(queue, folder);
    }
  }

  private byte[] task() {
    return new TaskFile(TASK, WORDS, TAGS, null, parts.made()).toJson();
  }

  /** Gives the memory back. */
  @Override
  public void close() {
    try {
      parts.words().model().close();
      parts.start().source().close();
    } finally {
      if (parts.ownsBackend()) {
        parts.backend().close();
      }
    }
  }
}
