package dev.heed.models.tune;

import dev.heed.engine.Backend;
import dev.heed.engine.CommandQueue;
import dev.heed.models.data.Dataset;
import dev.heed.models.data.RetrievalSet;
import dev.heed.models.data.TextNormalization;
import dev.heed.models.data.TextPairs;
import dev.heed.models.evaluate.RankedQuery;
import dev.heed.models.evaluate.RetrievalMetrics;
import dev.heed.models.save.AdapterFolder;
import dev.heed.models.save.ModelFolder;
import dev.heed.models.save.TaskFile;
import dev.heed.models.train.ForwardRunner;
import dev.heed.models.train.TrainingResult;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An embedding model that was tuned. Not thread-safe: to use it in a server, save it and load a
 * {@link dev.heed.models.TextEmbedder}.
 */
public final class TunedEmbedder implements AutoCloseable {
  private final Parts parts;
  private final @Nullable RetrievalMetrics before;
  private final TrainingResult result;
  private final long cut;

  /** What it is made of. */
  record Parts(
      EmbeddingTuning tuning,
      EncoderStart start,
      LearnedVectors vectors,
      Backend backend,
      boolean ownsBackend,
      TextPairs pairs,
      Map<String, String> made) {}

  TunedEmbedder(Parts parts, @Nullable RetrievalMetrics before, TrainingResult result, long cut) {
    this.parts = parts;
    this.before = before;
    this.result = result;
    this.cut = cut;
  }

  /**
   * How the base did on validation data, or on what {@link EmbeddingTuning#comparingOn} names: what
   * tuning is compared with. Beside an encoder from nothing it is the model whose tokenizer was
   * taken. Empty without such data, and where that model is no encoder.
   */
  public Optional<RetrievalMetrics> before() {
    return Optional.ofNullable(before);
  }

  /** How the training ended. */
  public TrainingResult result() {
    return result;
  }

  /** What it learned from, and what was left out of that. */
  public TextPairs pairs() {
    return parts.pairs();
  }

  /** Texts of the training data that were longer than the limit, and cut. */
  public long cutTexts() {
    return cut;
  }

  /**
   * Texts of other data that are longer than the limit, and cut.
   *
   * @throws dev.heed.models.data.DataException as {@link RetrievalSet} does
   */
  public long cutTexts(Dataset data) {
    RetrievalSet set = parts.tuning().retrieval.apply(data);
    if (set.amongThemselves()) {
      return cut(Retrieval.Role.TEXT, set.documents());
    }
    return cut(Retrieval.Role.PASSAGE, set.documents())
        + cut(Retrieval.Role.QUERY, set.queries().stream().map(RetrievalSet.Query::text).toList());
  }

  private long cut(Retrieval.Role role, List<String> texts) {
    return texts.stream().filter(text -> parts.vectors().encode(role, text).cut()).count();
  }

  /** How it was made, by name: for people. */
  public Map<String, String> made() {
    return parts.made();
  }

  /**
   * All metrics on other data.
   *
   * @throws dev.heed.models.data.DataException as {@link RetrievalSet} does
   */
  public RetrievalMetrics evaluate(Dataset data) {
    RetrievalSet set = parts.tuning().retrieval.apply(data);
    return RetrievalMetrics.of(ranked(set), set.documents().size());
  }

  /** The vectors of texts, [dimension] each, in their order. */
  public List<float[]> embed(List<String> texts) {
    try (ForwardRunner runner = new ForwardRunner(parts.backend())) {
      return parts.vectors().by(runner).of(Retrieval.Role.TEXT, texts);
    }
  }

  /** Where each query finds what is relevant. */
  public List<RankedQuery> ranked(RetrievalSet set) {
    try (ForwardRunner runner = new ForwardRunner(parts.backend())) {
      return Retrieval.ranked(set, parts.vectors().by(runner));
    }
  }

  /**
   * Saves it as a folder that {@link dev.heed.models.TextEmbedder}, and sentence-transformers,
   * load: changes of low rank are merged. An older model in that folder is replaced.
   *
   * @throws dev.heed.models.checkpoint.CheckpointException when it cannot be written; then what was
   *     there stays
   */
  public void save(Path folder) {
    TextInput input = parts.vectors().input();
    ModelFolder written =
        parts
            .start()
            .folder(parts.vectors().model())
            .withEmbedding(parts.vectors().embedding())
            .withFile(TaskFile.NAME, taskFile().toJson());
    if (!input.normalization().steps().isEmpty()) {
      written.withFile(TextNormalization.FILE, input.normalization().toJson());
    }
    try (CommandQueue queue = parts.backend().newQueue("saving")) {
      written.write(queue, folder);
    }
  }

  /**
   * Saves changes of low rank alone, in the layout of PEFT, to be loaded over the base.
   *
   * @throws IllegalStateException when it was not tuned by {@link EmbeddingTuning#byLowRank}
   */
  public void saveAdapter(Path folder) {
    TextNormalization normalization = parts.vectors().input().normalization();
    AdapterFolder written =
        parts
            .start()
            .adapterFolder(parts.vectors().model(), List.of())
            .withEmbedding(parts.vectors().embedding())
            .withFile(TaskFile.NAME, taskFile().toJson());
    if (!normalization.steps().isEmpty()) {
      written.withFile(TextNormalization.FILE, normalization.toJson());
    }
    try (CommandQueue queue = parts.backend().newQueue("saving")) {
      written.write(queue, folder);
    }
  }

  private TaskFile taskFile() {
    EmbeddingTuning tuning = parts.tuning();
    return new TaskFile(Retrieval.TASK, tuning.texts, tuning.label, null, parts.made());
  }

  /** Gives the memory back. */
  @Override
  public void close() {
    try {
      parts.vectors().model().close();
      parts.start().source().close();
    } finally {
      if (parts.ownsBackend()) {
        parts.backend().close();
      }
    }
  }
}
