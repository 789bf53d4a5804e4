package dev.heed.app.training;

import dev.heed.models.data.Augmentation;
import dev.heed.models.data.TextNormalization;
import dev.heed.models.tune.Course;
import dev.heed.models.tune.TagTuning;
import dev.heed.models.tune.TextTuning;
import dev.heed.models.tune.TuningMethod;
import dev.heed.models.tune.TuningSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which parameters of which model are tuned; the options of the tasks that differ are theirs. */
public abstract sealed class TuningFlags
    permits LabelTuningFlags, NumberTuningFlags, TagTuningFlags {
  /** What {@code --method} says where there is no contrast. */
  static final String WITHOUT_CONTRAST =
      "What learns: all parameters, changes of low rank beside them, or the head alone;"
          + " ${DEFAULT-VALUE} where nothing is given. The rates are 5e-5 (5e-4 from nothing) and"
          + " 1e-3.";

  /** What it says of the probe. */
  static final String PROBE_BESIDE =
      " The probe's figures are printed beside, where there is data to measure on; with --base none"
          + " those of the encoder that --tokenizer names.";

  @Spec(Spec.Target.MIXEE)
  CommandSpec spec;

  @Mixin BaseFlags base;

  @Mixin LowRankFlags lowRank;

  /** The base, or the model whose tokenizer is taken. */
  public String base() {
    return base.model();
  }

  /**
   * With all that is said here of the task.
   *
   * @param more that the task's own flags say
   * @throws ParameterException when it does not go together
   */
  public <T> TextTuning<T> applied(
      TextTuning<T> task,
      CourseFlags course,
      TextFlags texts,
      AugmentFlags augment,
      Path folder,
      UnaryOperator<TuningSettings> more) {
    refuseIdle();
    try {
      Course chosen = course.course(folder);
      task.with(
          more.apply(
              settings(chosen)
                  .withTexts(
                      texts.maxTokens(),
                      texts.normalization(),
                      augment.augmentation(chosen.seed()))));
      return base.isFromNothing()
          ? task.fromNothing(base.layers(), base.width(), base.heads())
          : task;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * The same of the tags of words.
   *
   * @param maxTokens of a sentence; 0 for the model's own limit
   * @throws ParameterException when it does not go together
   */
  public TagTuning applied(TagTuning task, CourseFlags course, int maxTokens, Path folder) {
    refuseIdle();
    try {
      task.with(
          settings(course.course(folder))
              .withTexts(maxTokens, TextNormalization.NONE, Augmentation.NONE));
      return base.isFromNothing()
          ? task.fromNothing(base.layers(), base.width(), base.heads())
          : task;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  /** Where changes of low rank go alone; null for nowhere. */
  public @Nullable Path adapter() {
    return lowRank.adapter(method());
  }

  /**
   * The method.
   *
   * @throws ParameterException when the task has it not
   */
  public abstract TuningMethod method();

  /** Of labels; 0 where there are none. */
  abstract float smoothing();

  /** Refuses the method that only labels of whole texts have. */
  final TuningMethod withoutContrast(TuningMethod choice, String task) {
    if (choice == TuningMethod.CONTRASTIVE) {
      throw new ParameterException(
          spec.commandLine(),
          "--method contrastive learns from whole texts with one label each; for %s take full, lora or probe"
              .formatted(task));
    }
    return choice;
  }

  private void refuseIdle() {
    base.refuseIdle();
    lowRank.refuseIdle(method());
    if (method() == TuningMethod.PROBE) {
      String why = "has no effect with --method probe, whose head alone learns; leave it out";
      IdleOptions.refuse(spec, CourseFlags.OF_STEPS, why);
      IdleOptions.refuse(spec, List.of("--smoothing", "--augment"), why);
    }
    if (method() == TuningMethod.CONTRASTIVE) {
      IdleOptions.refuse(
          spec,
          List.of("--smoothing"),
          "has no effect with --method contrastive, which compares texts; leave it out");
    }
  }

  private TuningSettings settings(Course course) {
    return TuningSettings.DEFAULT
        .withMethod(method())
        .withCourse(course)
        .withSmoothing(smoothing())
        .withLowRank(lowRank.settings());
  }
}
