package dev.heed.report;

import dev.heed.models.evaluate.ClassificationMetrics;
import dev.heed.models.train.Measurement;
import dev.heed.models.train.StepReport;
import dev.heed.models.train.TrainingHistory;
import dev.heed.models.train.TrainingMemory;
import dev.heed.models.train.TrainingPlan;
import dev.heed.models.train.TrainingResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Trainings that never were, of any size. */
final class SampleTraining {
  private SampleTraining() {}

  /** A loss that falls, with a validation each hundred steps. */
  static TrainingHistory history(int steps) {
    Random random = new Random(1);
    List<StepReport> reports = new ArrayList<>();
    List<TrainingHistory.Validated> validations = new ArrayList<>();
    List<TrainingHistory.Saved> saved = new ArrayList<>();
    for (int step = 1; step <= steps; step++) {
      double progress = (double) step / steps;
      double loss = 4 * Math.exp(-4 * progress) + 0.3 + 0.4 * random.nextDouble();
      double rate = 2e-5 * Math.min(10 * progress, (1 - progress) / 0.9);
      double norm = 1 + 3 * random.nextDouble() * Math.exp(-progress);
      reports.add(new StepReport(step, 1 + step / 100, loss, rate, norm, 900, 0.25));
      if (step % 100 == 0) {
        double accuracy = 0.9 - 0.8 * Math.exp(-5 * progress);
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("accuracy", accuracy);
        values.put("logLoss", 4.2 * Math.exp(-3 * progress) + 0.5);
        validations.add(
            new TrainingHistory.Validated(
                step, new Measurement("accuracy", accuracy, true, values), step < 1000));
        saved.add(new TrainingHistory.Saved(step, "last.safetensors"));
      }
    }
    return history(reports, validations, saved);
  }

  static TrainingHistory history(
      List<StepReport> steps,
      List<TrainingHistory.Validated> validations,
      List<TrainingHistory.Saved> saved) {
    TrainingMemory memory =
        new TrainingMemory(90_000_000, 270_000_000, 0, 0, 150_000_000, 40_000_000);
    return new TrainingHistory(
        Instant.parse("2026-01-02T03:04:05Z"),
        new TrainingPlan(steps.size(), 100, 800, 9000, 22_700_000, 22_700_000, memory),
        steps,
        validations,
        saved,
        new TrainingResult(
            TrainingResult.Ending.COMPLETE, steps.size(), 0.5, null, validations.size(), 100));
  }

  static List<String> labels(int classes) {
    List<String> names =
        List.of("card arrival", "exchange rate", "lost or stolen phone", "pending cash withdrawal");
    List<String> labels = new ArrayList<>();
    for (int c = 0; c < classes; c++) {
      String name = names.get(c % names.size());
      labels.add(c < names.size() ? name : name + " " + c / names.size());
    }
    return labels;
  }

  /** A classifier that is right more often the surer it is. */
  static ClassificationMetrics metrics(List<String> labels, int examples, double skill) {
    Random random = new Random(2);
    int classes = labels.size();
    int[] truth = new int[examples];
    double[][] probabilities = new double[examples][classes];
    for (int i = 0; i < examples; i++) {
      truth[i] = i % classes;
      int answer =
          random.nextDouble() < skill
              ? truth[i]
              : Math.floorMod(truth[i] + (random.nextBoolean() ? 1 : random.nextInt(4)), classes);
      double sure = classes == 1 ? 1 : 0.4 + 0.6 * Math.pow(random.nextDouble(), 0.5);
      for (int c = 0; c < classes; c++) {
        probabilities[i][c] = c == answer ? sure : (1 - sure) / (classes - 1);
      }
    }
    return ClassificationMetrics.of(truth, probabilities, labels);
  }

  static LearningCurve curve() {
    String[] examples = {"1", "2", "5", "10", "20", "50", "all"};
    double[][] values = {
      {0.03, 0.06, 0.14, 0.31, 0.55, 0.74, 0.85},
      {0.52, 0.66, 0.804, 0.851, 0.88, 0.905, 0.917},
      {0.44, 0.61, 0.795, 0.862, 0.894, 0.92, 0.931},
      {0.42, 0.6, 0.802, 0.866, 0.9, 0.922, 0.934}
    };
    String[] names = {"from scratch", "probe", "LoRA", "full tuning"};
    List<LearningCurve.Method> methods = new ArrayList<>();
    for (int m = 0; m < names.length; m++) {
      List<LearningCurve.Point> points = new ArrayList<>();
      for (int e = 0; e < examples.length; e++) {
        double around = 0.03 / (1 + e);
        points.add(
            examples[e].equals("all")
                ? LearningCurve.Point.of("all", values[m][e])
                : new LearningCurve.Point(
                    examples[e], values[m][e], values[m][e] - around, values[m][e] + around));
      }
      methods.add(new LearningCurve.Method(names[m], points));
    }
    return new LearningCurve("accuracy", "examples per class", methods);
  }

  /** All that a report can have. */
  static ReportContent content(int classes) {
    List<String> labels = labels(classes);
    Map<String, @Nullable Object> settings = new LinkedHashMap<>();
    settings.put("base", "all-MiniLM-L6-v2");
    settings.put("method", "lora");
    settings.put("lora", Map.of("rank", 8));
    settings.put("rate", 2e-5);
    settings.put("epochs", 10);
    settings.put("dropout", 0.1f);
    settings.put("seed", 0L);
    settings.put("columns", List.of("text", "category"));
    Map<String, @Nullable Object> data = new LinkedHashMap<>();
    data.put("train.csv", Map.of("examples", 10_003));
    data.put("duplicates between splits", 3);
    return ReportContent.of("banking77, LoRA on all-MiniLM-L6-v2")
        .withSettings(settings)
        .withData(data)
        .withTuned(Evaluation.of("LoRA", metrics(labels, 40 * classes, 0.88)))
        .withBaseline(Evaluation.of("probe (baseline)", metrics(labels, 40 * classes, 0.8)))
        .withCurve(curve())
        .withMistakes(
            List.of(
                new Mistake(
                    "I still have not received my new card, I ordered over a week ago.",
                    labels.getFirst(),
                    labels.getLast(),
                    0.987),
                new Mistake("Where is it?", labels.getFirst(), labels.getLast(), 0.91)));
  }
}
