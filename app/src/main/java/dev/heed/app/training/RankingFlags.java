package dev.heed.app.training;

import dev.heed.models.data.AnchoredTexts;
import dev.heed.models.data.Dataset;
import dev.heed.models.data.LabelledTexts;
import dev.heed.models.data.TextPairs;
import dev.heed.models.loss.RankingLoss;
import dev.heed.models.tune.EmbeddingTuning;
import dev.heed.models.tune.LowRankSettings;
import dev.heed.models.tune.RankingSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which texts belong together, and how an embedding model learns that. */
public final class RankingFlags {
  private static final String TEXT = "text";
  private static final String LABEL = "label";

  @Spec(Spec.Target.MIXEE)
  CommandSpec spec;

  @Option(
      names = "--text-column",
      order = 5,
      paramLabel = "NAME",
      description = "The column of texts that have labels; " + TEXT + " otherwise.")
  @Nullable String text;

  @Option(
      names = "--label-column",
      order = 6,
      paramLabel = "NAME",
      description =
          "The column of labels: texts of one label belong together; " + LABEL + " otherwise.")
  @Nullable String label;

  @Option(
      names = "--anchor-column",
      order = 6,
      paramLabel = "NAME",
      description =
          "Instead of labels, pairs: the column of anchors, such as questions. They get the model's"
              + " prefix for questions, if it has one.")
  @Nullable String anchor;

  @Option(
      names = "--positive-column",
      order = 6,
      paramLabel = "NAME",
      description = "The column of texts that belong to the anchors, such as answers.")
  @Nullable String positive;

  @Option(
      names = "--negative-column",
      order = 6,
      paramLabel = "NAME",
      description =
          "The column of texts that look as if they did; an empty cell where a pair has none.")
  @Nullable String negative;

  @Option(
      names = "--scale",
      order = 29,
      paramLabel = "S",
      defaultValue = "20",
      description =
          "What cosines are multiplied by, the inverse of a temperature; ${DEFAULT-VALUE} otherwise.")
  float scale;

  @Option(
      names = "--symmetric",
      order = 29,
      description = "Tell an anchor apart from all anchors as well, given its positive.")
  boolean symmetric;

  /** True for pairs, false for labels. */
  private boolean isOfPairs() {
    return anchor != null || positive != null || negative != null;
  }

  /** The column of labels; null for pairs. */
  public @Nullable String label() {
    return isOfPairs() ? null : Objects.requireNonNullElse(label, LABEL);
  }

  /**
   * The columns whose texts tell examples apart.
   *
   * @throws ParameterException when columns are given that do not go together
   */
  public List<String> columns() {
    if (!isOfPairs()) {
      return List.of(text());
    }
    if (anchor == null || positive == null) {
      throw refused(
          "pairs need --anchor-column and --positive-column; only %s was given"
              .formatted(
                  anchor != null
                      ? "--anchor-column"
                      : positive != null ? "--positive-column" : "--negative-column"));
    }
    if (label != null || text != null) {
      throw refused(
          "--anchor-column is for pairs, --text-column and --label-column for labels; take one of the two");
    }
    return List.of(anchor);
  }

  private ParameterException refused(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /** What is learned from, to look at it beforehand. */
  public TextPairs pairs(Dataset training) {
    String labels = label();
    return labels == null
        ? AnchoredTexts.of(training, anchor(), positive(), negative)
        : LabelledTexts.of(training, text(), labels);
  }

  /**
   * The tuning with all that is said here of it.
   *
   * @param folder for checkpoints
   */
  public EmbeddingTuning tuning(
      BaseFlags base, MethodFlags method, CourseFlags course, TextFlags texts, Path folder) {
    base.refuseIdle();
    try {
      RankingSettings settings =
          RankingSettings.DEFAULT
              .withCourse(course.course(folder, RankingSettings.DEFAULT.course()))
              .withTexts(texts.maxTokens(), texts.normalization())
              .withLoss(new RankingLoss(scale, symmetric));
      String model = base.model();
      String labels = label();
      EmbeddingTuning tuning =
          labels == null
              ? EmbeddingTuning.ofPairs(model, anchor(), positive(), negative)
              : EmbeddingTuning.ofLabels(model, text(), labels);
      LowRankSettings changes = method.changes();
      if (changes != null) {
        tuning.byLowRank(changes);
      }
      if (base.isFromNothing()) {
        tuning.fromNothing(base.layers(), base.width(), base.heads());
      }
      return tuning.with(settings);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private String text() {
    return Objects.requireNonNullElse(text, TEXT);
  }

  private String anchor() {
    return Objects.requireNonNull(anchor, "--anchor-column");
  }

  private String positive() {
    return Objects.requireNonNull(positive, "--positive-column");
  }
}
