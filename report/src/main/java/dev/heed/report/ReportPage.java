package dev.heed.report;

import dev.heed.models.train.Measurement;
import dev.heed.models.train.StepReport;
import dev.heed.models.train.TrainingHistory;
import dev.heed.models.train.TrainingPlan;
import dev.heed.models.train.TrainingResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The page of a report: one file without scripts, and nothing from elsewhere. */
final class ReportPage {
  private final Html html = new Html();
  private final TrainingHistory history;
  private final ReportContent content;

  ReportPage(TrainingHistory history, ReportContent content) {
    this.history = history;
    this.content = content;
  }

  /** Written for the same training and content, it is the same. */
  String written() {
    html.ours("<!DOCTYPE html>\n").open("html", "lang", "en").open("head");
    html.open("meta", "charset", "utf-8");
    html.open("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    html.open("meta", "name", "color-scheme", "content", "light dark");
    html.open(
        "meta",
        "http-equiv",
        "Content-Security-Policy",
        "content",
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'");
    html.element("title", content.title());
    html.open("style").ours(style()).close("style").close("head");
    html.open("body").open("main");
    head();
    EvaluationSection evaluation = new EvaluationSection(html, content);
    evaluation.metrics();
    curves();
    learningCurve();
    evaluation.classes();
    evaluation.confusion();
    evaluation.calibration();
    mistakes();
    values("data", "Data", content.data());
    values("settings", "Settings", content.settings());
    values("training", "Training", training());
    html.close("main").close("body").close("html");
    return html.written();
  }

  private static String style() {
    try (InputStream in = ReportPage.class.getResourceAsStream("report.css")) {
      if (in == null) {
        throw new IllegalStateException("report.css is missing beside " + ReportPage.class);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void head() {
    html.open("header").foreignElement("h1", content.title());
    html.element("p", "Begun %s, %s.".formatted(history.begun(), ending()), "class", "begun");
    html.open("dl", "class", "tiles");
    Evaluation tuned = content.tuned();
    Evaluation baseline = content.baseline();
    if (tuned != null && Double.isFinite(tuned.number("accuracy"))) {
      tile(tuned.name() + ", accuracy", Shown.percent(tuned.number("accuracy")));
    }
    if (baseline != null && Double.isFinite(baseline.number("accuracy"))) {
      tile(baseline.name() + ", accuracy", Shown.percent(baseline.number("accuracy")));
    }
    TrainingHistory.Validated best = best();
    if (best != null) {
      Measurement measurement = best.measurement();
      tile(
          "best validation, " + measurement.name(),
          EvaluationSection.shown(measurement.name(), measurement.value()));
    }
    tile("steps", Shown.count(steps()));
    tile("time of steps", Shown.seconds(history.secondsOfSteps()));
    html.close("dl").close("header");
  }

  private void tile(String name, String value) {
    html.open("div").foreignElement("dt", Shown.shortened(name, 60)).element("dd", value);
    html.close("div");
  }

  private String ending() {
    TrainingResult result = history.result();
    if (result == null) {
      return "not ended: it goes on, or was killed";
    }
    return switch (result.ending()) {
      case COMPLETE -> "all steps made";
      case EARLY -> "ended early: validation had not become better";
      case STOPPED -> "stopped; it can go on";
    };
  }

  private long steps() {
    return history.steps().isEmpty() ? 0 : history.steps().getLast().step();
  }

  private TrainingHistory.@Nullable Validated best() {
    TrainingHistory.Validated best = null;
    for (TrainingHistory.Validated validated : history.validations()) {
      best = validated.best() ? validated : best;
    }
    return best;
  }

  private void curves() {
    html.open("section", "id", "curves").element("h2", "Curves");
    List<StepChart> charts = Curves.of(history);
    if (charts.isEmpty()) {
      html.element("p", "No step has a finite value.");
    }
    html.open("div", "class", "pictures");
    charts.forEach(html::picture);
    html.close("div");
    validations();
    html.close("section");
  }

  private void validations() {
    if (history.validations().isEmpty()) {
      html.element("p", "There was no validation.");
      return;
    }
    html.open("details").element("summary", "Validations as a table");
    html.open("table").element("caption", "Validations; the best so far are marked");
    html.head(List.of("step", "metric", "value", "best so far"), "rlrl").open("tbody");
    for (TrainingHistory.Validated validated : history.validations()) {
      Measurement measurement = validated.measurement();
      html.open("tr").figure(Shown.count(validated.step()));
      html.foreignElement("td", measurement.name());
      html.figure(EvaluationSection.shown(measurement.name(), measurement.value()));
      html.element("td", validated.best() ? "yes" : "").close("tr");
    }
    html.close("tbody").close("table").close("details");
  }

  private void learningCurve() {
    LearningCurve curve = content.curve();
    if (curve == null) {
      return;
    }
    html.open("section", "id", "learning-curve").element("h2", "Learning curve");
    html.picture(new LearningCurveChart(curve));
    html.open("details").element("summary", "The curve as a table");
    html.open("table").open("caption").foreign(curve.metric()).text(" by ");
    html.foreign(curve.examples()).text(", with intervals").close("caption");
    html.head(List.of("method", "examples", "value", "from", "to"), "lrrrr").open("tbody");
    for (LearningCurve.Method method : curve.methods()) {
      for (LearningCurve.Point point : method.points()) {
        html.open("tr").rowHead(method.name());
        html.foreignElement("td", point.examples(), "class", "figure");
        html.figure(Shown.number(point.value())).figure(Shown.number(point.low()));
        html.figure(Shown.number(point.high())).close("tr");
      }
    }
    html.close("tbody").close("table").close("details").close("section");
  }

  private void mistakes() {
    if (content.mistakes().isEmpty()) {
      return;
    }
    html.open("section", "id", "mistakes").element("h2", "The worst mistakes");
    html.open("ol", "class", "mistakes");
    for (Mistake mistake : content.mistakes()) {
      html.open("li").open("p", "class", "verdict").text("truth ");
      html.open("strong").foreign(mistake.truth()).close("strong").text(", answer ");
      html.open("strong").foreign(mistake.answer()).close("strong");
      if (Double.isFinite(mistake.probability())) {
        html.text(" with " + Shown.percent(mistake.probability()));
      }
      html.close("p");
      // Whoever has no mouse scrolls a long text with the keyboard.
      html.open(
          "blockquote", "dir", "auto", "tabindex", "0", "role", "region", "aria-label", "text");
      html.text(mistake.text()).close("blockquote").close("li");
    }
    html.close("ol").close("section");
  }

  private void values(String id, String title, Map<String, @Nullable Object> values) {
    if (values.isEmpty()) {
      return;
    }
    html.open("section", "id", id).element("h2", title);
    html.open("div", "class", "wide", "tabindex", "0", "role", "region", "aria-label", title);
    html.open("table", "class", "values").element("caption", title + " by name").open("tbody");
    Shown.flat(
        "",
        values,
        (name, value) ->
            html.open("tr").rowHead(name).foreignElement("td", Shown.value(value)).close("tr"));
    html.close("tbody").close("table").close("div").close("section");
  }

  private Map<String, @Nullable Object> training() {
    TrainingPlan plan = history.plan();
    long tokens = history.steps().stream().mapToLong(StepReport::tokens).sum();
    double seconds = history.secondsOfSteps();
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    values.put("steps", "%s of %s".formatted(Shown.count(steps()), Shown.count(plan.steps())));
    values.put("steps of an epoch", plan.stepsOfEpoch());
    values.put("examples of an epoch", plan.examples());
    values.put("tokens of an epoch", plan.tokens());
    values.put("tokens learned from", tokens);
    values.put("tokens a second", seconds > 0 ? (Object) Math.round(tokens / seconds) : null);
    values.put("parameters", plan.parameters());
    values.put("parameters that are learned", plan.learned());
    values.put("memory of tensors", Shown.bytes(plan.memory().total()));
    TrainingResult result = history.result();
    if (result != null) {
      values.put("last loss", result.lastLoss());
    }
    TrainingHistory.Validated best = best();
    if (best != null) {
      values.put("step of the best validation", best.step());
    }
    values.put("checkpoints", history.checkpoints().size());
    return values;
  }
}
