package dev.heed.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How good a model is, beside a baseline: tables and pictures of one {@link ReportContent}. */
final class EvaluationSection {
  /** A larger matrix would be a picture of many megabytes in which nothing can be read. */
  private static final int MOST_CLASSES_IN_PICTURE = 150;

  /** So few classes are a table that can be read. */
  private static final int MOST_CLASSES_IN_TABLE = 12;

  private static final int MOST_PAIRS = 25;

  /** These have places of their own. */
  private static final Set<String> ELSEWHERE = Set.of("labels", "confusionMatrix", "perClass");

  /** These are shares that people read as percentages. */
  private static final Set<String> SHARES =
      Set.of("accuracy", "balancedAccuracy", "ece", "precision", "recall", "f1");

  private final Html html;
  private final @Nullable Evaluation tuned;
  private final @Nullable Evaluation baseline;

  EvaluationSection(Html html, ReportContent content) {
    this.html = html;
    this.tuned = content.tuned();
    this.baseline = content.baseline();
  }

  /** The pictures of an evaluation. */
  static List<Picture> pictures(ReportContent content) {
    List<Picture> pictures = new ArrayList<>();
    Evaluation tuned = content.tuned();
    if (tuned != null) {
      long[][] counts = tuned.confusion();
      if (counts.length > 0 && counts.length <= MOST_CLASSES_IN_PICTURE) {
        pictures.add(new ConfusionHeatMap(tuned.labels(), counts));
      }
      if (tuned.calibration() != null) {
        pictures.add(new ReliabilityDiagram(tuned.calibration()));
      }
    }
    return pictures;
  }

  /** A metric as it is read. */
  static String shown(String metric, double value) {
    String last = metric.substring(metric.lastIndexOf(' ') + 1);
    return SHARES.contains(last) ? Shown.percent(value) : Shown.number(value);
  }

  /** All metrics, the baseline's beside. */
  void metrics() {
    List<Evaluation> evaluations = new ArrayList<>();
    if (tuned != null) {
      evaluations.add(tuned);
    }
    if (baseline != null) {
      evaluations.add(baseline);
    }
    if (evaluations.isEmpty()) {
      return;
    }
    html.open("section", "id", "evaluation").element("h2", "Evaluation");
    List<String> columns = new ArrayList<>(List.of("metric"));
    evaluations.forEach(evaluation -> columns.add(Shown.shortened(evaluation.name(), 60)));
    table("Every metric" + (evaluations.size() > 1 ? ", the baseline's beside" : ""));
    html.head(columns, "lrr".substring(0, columns.size())).open("tbody");
    Set<String> names = new LinkedHashSet<>();
    evaluations.forEach(each -> Shown.flat("", plain(each), (name, value) -> names.add(name)));
    for (String name : names) {
      html.open("tr").rowHead(name);
      evaluations.forEach(
          each -> html.open("td", "class", "figure").foreign(valueOf(each, name)).close("td"));
      html.close("tr");
    }
    html.close("tbody").close("table").close("div").close("section");
  }

  private static Map<String, @Nullable Object> plain(Evaluation evaluation) {
    Map<String, @Nullable Object> plain = new LinkedHashMap<>(evaluation.metrics());
    plain.keySet().removeAll(ELSEWHERE);
    return plain;
  }

  private static String valueOf(Evaluation evaluation, String wanted) {
    String[] found = {"–"};
    Shown.flat(
        "",
        plain(evaluation),
        (name, value) -> {
          if (name.equals(wanted)) {
            found[0] =
                value instanceof Number number && !(value instanceof Long)
                    ? shown(name, number.doubleValue())
                    : Shown.value(value);
          }
        });
    return found[0];
  }

  /** A row for each class, the worst first. */
  void classes() {
    if (tuned == null || tuned.perClass().isEmpty()) {
      return;
    }
    html.open("section", "id", "classes").element("h2", "Classes");
    table("Each class, that with the lowest F1 first");
    html.head(List.of("class", "precision", "recall", "F1", "examples"), "lrrrr").open("tbody");
    tuned.perClass().entrySet().stream()
        .sorted(Comparator.comparingDouble(entry -> Evaluation.numberIn(entry.getValue(), "f1")))
        .forEach(entry -> {
          html.open("tr").rowHead(entry.getKey());
          for (String name : List.of("precision", "recall", "f1")) {
            html.figure(Shown.percent(Evaluation.numberIn(entry.getValue(), name)));
          }
          html.figure(Shown.number(Evaluation.numberIn(entry.getValue(), "support"))).close("tr");
        });
    html.close("tbody").close("table").close("div").close("section");
  }

  /** The matrix as a picture, and as a table: of all of it, or of the worst pairs. */
  void confusion() {
    if (tuned == null || tuned.confusion().length == 0) {
      return;
    }
    List<String> labels = tuned.labels();
    long[][] counts = tuned.confusion();
    html.open("section", "id", "confusion").element("h2", "Confusion");
    if (counts.length <= MOST_CLASSES_IN_PICTURE) {
      html.picture(new ConfusionHeatMap(labels, counts));
    } else {
      html.element(
          "p",
          "A picture of %d classes could not be read; the pairs that are confused most are below."
              .formatted(counts.length));
    }
    if (counts.length <= MOST_CLASSES_IN_TABLE) {
      matrix(labels, counts);
    } else {
      pairs(ConfusedPair.worst(labels, counts, MOST_PAIRS));
    }
    html.close("section");
  }

  private void matrix(List<String> labels, long[][] counts) {
    table("Counts: a row for each true class, a column for each answer");
    List<String> columns = new ArrayList<>(List.of("truth"));
    columns.addAll(labels);
    html.head(columns, "l" + "r".repeat(labels.size())).open("tbody");
    for (int truth = 0; truth < counts.length; truth++) {
      html.open("tr").rowHead(labels.get(truth));
      for (long count : counts[truth]) {
        html.figure(Shown.count(count));
      }
      html.close("tr");
    }
    html.close("tbody").close("table").close("div");
  }

  private void pairs(List<ConfusedPair> pairs) {
    if (pairs.isEmpty()) {
      html.element("p", "No example was taken for another class.");
      return;
    }
    table("The pairs that are confused most");
    html.head(List.of("truth", "answer", "examples", "of the true class"), "llrr").open("tbody");
    for (ConfusedPair pair : pairs) {
      html.open("tr").rowHead(pair.truth()).foreignElement("td", pair.answer());
      html.figure(Shown.count(pair.count())).figure(Shown.percent(pair.share())).close("tr");
    }
    html.close("tbody").close("table").close("div");
  }

  /** Whether the model is right as often as it is sure. */
  void calibration() {
    if (tuned == null || tuned.calibration() == null) {
      return;
    }
    html.open("section", "id", "calibration").element("h2", "Calibration");
    html.picture(new ReliabilityDiagram(tuned.calibration()));
    table("Bins of the diagram");
    html.head(List.of("confidence", "examples", "mean confidence", "accuracy"), "lrrr");
    html.open("tbody");
    tuned
        .calibration()
        .bins()
        .forEach(bin -> {
          String range = Shown.percent(bin.low()) + " to " + Shown.percent(bin.high());
          html.open("tr").rowHead(range).figure(Shown.count(bin.count()));
          html.figure(Shown.percent(bin.confidence())).figure(Shown.percent(bin.accuracy()));
          html.close("tr");
        });
    html.close("tbody").close("table").close("div").close("section");
  }

  /** Opens a table that scrolls by itself where it is too wide. */
  private void table(String caption) {
    html.open("div", "class", "wide", "tabindex", "0", "role", "region", "aria-label", caption);
    html.open("table").element("caption", caption);
  }
}
