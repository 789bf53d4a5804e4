package dev.heed.models.tune;

import dev.heed.engine.Backend;
import dev.heed.models.arch.LearnedEncoder;
import dev.heed.models.data.Dataset;
import dev.heed.models.evaluate.Metrics;
import dev.heed.models.load.Adapters;
import dev.heed.models.load.EncoderPlan;
import dev.heed.models.load.ModelSource;
import dev.heed.models.train.ForwardRunner;
import dev.heed.models.train.Measurement;
import dev.heed.models.train.TrainingResult;
import java.util.List;
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
  private final @Nullable Measurement probe;
  private final @Nullable TrainingResult result;
  private final long cut;

  /** What it is made of. */
  record Parts<T>(
      HeadTask<T> task,
      EncoderPlan plan,
      ModelSource source,
      LearnedEncoder model,
      Backend backend,
      boolean ownsBackend,
      TextInput input,
      @Nullable Adapters adapters) {}

  TunedText(
      Parts<T> parts,
      @Nullable Measurement probe,
      @Nullable TrainingResult result,
      long cut) {
    this.parts = parts;
    this.probe = probe;
    this.result = result;
    this.cut = cut;
  }

  /** Names of what its head gives. */
  public List<String> labels() {
    return parts.task().labels();
  }

  /** How the probe did on validation data: what tuning is compared with. Empty without such data. */
  public Optional<Measurement> probe() {
    return Optional.ofNullable(probe);
  }

  /** How the training ended; empty for the probe alone. */
  public Optional<TrainingResult> result() {
    return Optional.ofNullable(result);
  }

  /** Texts of the training data that were longer than the limit, and cut. */
  public long cutTexts() {
    return cut;
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

  /** What the head gives for each example: [examples, labels]. */
  public float[][] logits(Dataset data) {
    List<EncodedText> texts = data.examples().stream().map(parts.input()::encode).toList();
    try (ForwardRunner runner = new ForwardRunner(parts.backend())) {
      return InOrder.run(runner, texts, parts.model()::logits);
    }
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
