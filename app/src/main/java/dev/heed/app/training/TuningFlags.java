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
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which parameters of which model are tuned. */
public final class TuningFlags {
  @Spec(Spec.Target.MIXEE)
  CommandSpec spec;

  @Mixin BaseFlags base;

  @Option(
      names = "--method",
      order = 21,
      paramLabel = "full|lora|contrastive|probe",
      defaultValue = "full",
      description =
          "What learns: all parameters, changes of low rank beside them, all by contrast between"
              + " labels and then a head (for texts with one label each), or the head alone;"
              + " ${DEFAULT-VALUE} where nothing is given. The rates are 5e-5 (5e-4 from nothing), 1e-3 and 2e-5. The probe's figures are"
              + " printed beside, where there is data to measure on; with --base none those of the"
              + " encoder that --tokenizer names.")
  TuningMethod method;

  @Option(
      names = "--smoothing",
      order = 29,
      paramLabel = "P",
      defaultValue = "0",
      description = "Label smoothing; ${DEFAULT-VALUE} where nothing is given.")
  float smoothing;

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
    if (method == TuningMethod.CONTRASTIVE) {
      throw new ParameterException(
          spec.commandLine(),
          "--method contrastive learns from whole texts with a label; for tags of words take full, lora or probe");
    }
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
    return lowRank.adapter(method);
  }

  /** The method. */
  public TuningMethod method() {
    return method;
  }

  private void refuseIdle() {
    base.refuseIdle();
    lowRank.refuseIdle(method);
    if (method == TuningMethod.PROBE) {
      String why = "has no effect with --method probe, whose head alone learns; leave it out";
      IdleOptions.refuse(spec, CourseFlags.OF_STEPS, why);
      IdleOptions.refuse(spec, List.of("--smoothing", "--augment"), why);
    }
    if (method == TuningMethod.CONTRASTIVE) {
      IdleOptions.refuse(
          spec,
          List.of("--smoothing"),
          "has no effect with --method contrastive, which compares texts; leave it out");
    }
  }

  private TuningSettings settings(Course course) {
    return TuningSettings.DEFAULT
        .withMethod(method)
        .withCourse(course)
        .withSmoothing(smoothing)
        .withLowRank(lowRank.settings());
  }
}
