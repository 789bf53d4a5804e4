package dev.heed.report;

import dev.heed.models.train.StepReport;
import dev.heed.models.train.TrainingHistory;
import dev.heed.models.train.TrainingHistory.Validated;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The charts of a training: loss, learning rate, gradient norm, and what validation found. */
final class Curves {
  /** Under which names validations have a loss. */
  private static final List<String> LOSSES = List.of("loss", "logLoss");

  private Curves() {}

  static List<StepChart> of(TrainingHistory history) {
    List<StepChart> charts = new ArrayList<>();
    List<Curve> losses = withSmoothed(curve("training", history, StepReport::loss, Curve.Kind.RAW));
    Curve validationLoss = validationLoss(history);
    if (!validationLoss.isEmpty()) {
      losses.add(validationLoss);
    }
    add(charts, "loss", "Loss", "loss", losses);
    if (!history.validations().isEmpty()) {
      String metric = history.validations().getFirst().measurement().name();
      Curve validation = validations(history, metric, validated -> validated.measurement().value());
      if (!(LOSSES.contains(metric) && !validationLoss.isEmpty())) {
        add(charts, "validation", "Validation", Shown.label(metric, 40), List.of(validation));
      }
    }
    add(
        charts,
        "learning-rate",
        "Learning rate",
        "learning rate",
        List.of(curve("learning rate", history, StepReport::rate, Curve.Kind.LINE)));
    add(
        charts,
        "gradient-norm",
        "Gradient norm, before clipping",
        "norm",
        withSmoothed(curve("gradient norm", history, StepReport::gradientNorm, Curve.Kind.RAW)));
    return charts;
  }

  private static void add(
      List<StepChart> charts, String name, String title, String axis, List<Curve> curves) {
    List<Curve> seen = curves.stream().filter(curve -> !curve.isEmpty()).toList();
    if (!seen.isEmpty()) {
      charts.add(new StepChart(name, title, axis, seen));
    }
  }

  private static List<Curve> withSmoothed(Curve curve) {
    List<Curve> curves = new ArrayList<>();
    if (curve.isWorthSmoothing()) {
      curves.add(curve);
      curves.add(curve.smoothed());
    } else {
      curves.add(new Curve(curve.name(), curve.steps(), curve.values(), Curve.Kind.POINTS));
    }
    return curves;
  }

  private static Curve curve(
      String name, TrainingHistory history, ToDoubleFunction<StepReport> value, Curve.Kind kind) {
    List<StepReport> steps = history.steps();
    return new Curve(
        name,
        steps.stream().mapToDouble(StepReport::step).toArray(),
        steps.stream().mapToDouble(value).toArray(),
        kind);
  }

  private static Curve validations(
      TrainingHistory history, String name, ToDoubleFunction<Validated> value) {
    return new Curve(
        name,
        history.validations().stream().mapToDouble(Validated::step).toArray(),
        history.validations().stream().mapToDouble(value).toArray(),
        Curve.Kind.POINTS);
  }

  private static Curve validationLoss(TrainingHistory history) {
    for (String name : LOSSES) {
      Curve curve =
          validations(
              history,
              "validation",
              validated -> Evaluation.numberIn(validated.measurement().values(), name));
      if (!curve.isEmpty()) {
        return curve;
      }
    }
    return new Curve("validation", new double[0], new double[0], Curve.Kind.POINTS);
  }
}
