package dev.heed.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.models.evaluate.RegressionMetrics;
import dev.heed.models.train.Measurement;
import dev.heed.models.train.MetricsLog;
import dev.heed.models.train.StepReport;
import dev.heed.models.train.TrainingException;
import dev.heed.models.train.TrainingHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingReportTest {
  private static final String FULL =
      new TrainingReport(SampleTraining.history(300), SampleTraining.content(4)).html();

  private static final PageTree HARMLESS = everywhere("plain");

  @TempDir Path folder;

  private static PageTree page(TrainingHistory history, ReportContent content) {
    return PageTree.of(new TrainingReport(history, content).html());
  }

  @Test
  void aReportHasAllThatItWasGiven() {
    PageTree page = PageTree.of(FULL);
    assertThat(page.texts("h2"))
        .containsExactly(
            "Evaluation",
            "Curves",
            "Learning curve",
            "Classes",
            "Confusion",
            "Calibration",
            "The worst mistakes",
            "Data",
            "Settings",
            "Training");
    assertThat(page.texts("h1")).containsExactly("banking77, LoRA on all-MiniLM-L6-v2");
    assertThat(page.row("accuracy")).containsExactly("accuracy", accuracy(0.88), accuracy(0.8));
    assertThat(page.row("lora · rank")).containsExactly("lora · rank", "8");
    assertThat(page.row("rate")).containsExactly("rate", "2e−5");
    assertThat(page.row("duplicates between splits")).contains("3");
    assertThat(page.row("tokens a second")).contains("3,600");
    assertThat(page.texts("blockquote")).hasSize(2).last().isEqualTo("Where is it?");
  }

  private static String accuracy(double skill) {
    double share =
        SampleTraining.metrics(SampleTraining.labels(4), 160, skill).confusion().accuracy();
    return "%.1f %%".formatted(100 * share);
  }

  @Test
  void aReportNeedsNothingFromElsewhereAndRunsNothing() {
    assertThat(FULL)
        .doesNotContainPattern("(?i)<(script|link|iframe|object|embed|base|form)")
        .doesNotContainPattern("(?i)\\son[a-z]+=")
        .doesNotContainPattern("(?i)(src|srcset|href)=\"(?!data:image/png;base64,)")
        .doesNotContainPattern("(?i)url\\(|@import")
        .contains("default-src &#39;none&#39;");
  }

  @Test
  void everyPictureSaysWhatItShowsAndEveryTableWhatItIs() {
    long pictures = Pattern.compile("<img ").matcher(FULL).results().count();
    assertThat(pictures).isEqualTo(7);
    assertThat(Pattern.compile("<img [^>]*alt=\"[^\"]{30,}\"").matcher(FULL).results().count())
        .isEqualTo(pictures);
    assertThat(Pattern.compile("<table[^>]*>\\s*<caption>").matcher(FULL).results().count())
        .isEqualTo(Pattern.compile("<table").matcher(FULL).results().count());
    assertThat(FULL).contains("<html lang=\"en\">", "prefers-color-scheme: dark");
  }

  @Test
  void theSameInputGivesTheSameBytes() throws IOException {
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    List<Path> written =
        new TrainingReport(SampleTraining.history(300), SampleTraining.content(12)).write(first);
    new TrainingReport(SampleTraining.history(300), SampleTraining.content(12)).write(second);
    assertThat(written).hasSize(8);
    for (Path file : written) {
      assertThat(second.resolve(first.relativize(file))).hasSameBinaryContentAs(file);
    }
  }

  @Test
  void eachPictureIsAFileToo() throws IOException {
    new TrainingReport(SampleTraining.history(300), SampleTraining.content(12)).write(folder);
    for (String name :
        List.of(
            "loss",
            "validation",
            "learning-rate",
            "gradient-norm",
            "learning-curve",
            "confusion-matrix",
            "reliability")) {
      assertThat(ImageIO.read(folder.resolve(name + ".png").toFile()).getWidth())
          .as(name)
          .isBetween(600, 3000);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script>alert(1)</script>",
        "</blockquote></body><img src=x onerror=alert(1)>",
        "\"' onmouseover='alert(1)' x=\"",
        "&lt;b&gt; &amp; &#60;",
        "\u202eright to left\u202d and \u2066 isolated",
        "שלום עולם مرحبا",
        "😀👩‍👩‍👧‍👦 \ud83d half",
        "\u0000\u0007\u001b[2J\r\n\tx",
        "$\\frac{1}{2}$",
        "--> ]]> <!-- <![CDATA[",
        "${jndi:x} {{x}} %s %n"
      })
  void aHostileTextStaysAText(String hostile) {
    String seen = PageTree.allowed(hostile);
    PageTree page = everywhere(hostile);
    assertThat(page.texts("h1")).containsExactly(seen);
    assertThat(page.texts("blockquote")).containsExactly(seen);
    assertThat(page.row(seen)).contains(seen);
    assertThat(page.elements()).isEqualTo(HARMLESS.elements());
  }

  /** A page on which all that comes from data is this text. */
  private static PageTree everywhere(String hostile) {
    ReportContent content =
        ReportContent.of(hostile)
            .withSettings(Map.of(hostile, hostile))
            .withData(Map.of(hostile, Map.of(hostile, List.of(hostile))))
            .withTuned(
                Evaluation.of(
                    hostile, SampleTraining.metrics(List.of(hostile, hostile + "2"), 10, 0.5)))
            .withMistakes(List.of(new Mistake(hostile, hostile, hostile, Double.NaN)))
            .withCurve(
                new LearningCurve(
                    hostile,
                    hostile,
                    List.of(
                        new LearningCurve.Method(
                            hostile, List.of(LearningCurve.Point.of(hostile, 0.5))))));
    TrainingHistory history =
        SampleTraining.history(
            List.of(new StepReport(1, 1, 1, 1, 1, 1, 1)),
            List.of(
                new TrainingHistory.Validated(
                    1, new Measurement(hostile, 0.5, true, Map.of(hostile, 1)), true)),
            List.of());
    return page(history, content);
  }

  @Test
  void aLongTextIsThereToItsEnd() {
    String text = "word ".repeat(2000) + "end";
    ReportContent content =
        ReportContent.of("long").withMistakes(List.of(new Mistake(text, text, text, 0.5)));
    assertThat(page(SampleTraining.history(3), content).texts("blockquote")).containsExactly(text);
  }

  @Test
  void aTrainingWithoutValidationsSaysSo() {
    PageTree page = page(SampleTraining.history(20), ReportContent.of("x"));
    assertThat(page.texts("p")).contains("There was no validation.");
    assertThat(page.texts("h2")).containsExactly("Curves", "Training");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 9, 10, 5000})
  void anyNumberOfStepsCanBeShown(int steps) {
    PageTree page = page(SampleTraining.history(steps), ReportContent.of("x"));
    assertThat(page.elements())
        .filteredOn("img"::equals)
        .hasSize(steps == 0 ? 0 : steps < 100 ? 3 : 4);
  }

  @Test
  void lossesThatAreNoNumbersLeaveAGapAndNoneLeavesNoChart() {
    StepReport good = new StepReport(2, 1, 0.5, 1e-3, Double.NaN, 10, Double.NaN);
    StepReport bad = new StepReport(1, 1, Double.NaN, 1e-3, Double.NaN, 10, 1);
    PageTree both =
        page(
            SampleTraining.history(List.of(bad, good), List.of(), List.of()),
            ReportContent.of("x"));
    assertThat(both.elements()).filteredOn("img"::equals).hasSize(2);
    PageTree none =
        page(
            SampleTraining.history(
                List.of(bad),
                List.of(
                    new TrainingHistory.Validated(
                        1, new Measurement("loss", Double.NaN, false, Map.of()), true)),
                List.of()),
            ReportContent.of("x"));
    assertThat(none.elements()).filteredOn("img"::equals).hasSize(1);
  }

  @Test
  void oneClassIsEnough() {
    PageTree page = page(SampleTraining.history(3), SampleTraining.content(1));
    assertThat(page.row("accuracy")).contains("100.0 %");
    assertThat(page.row("card arrival")).contains("40");
  }

  @Test
  void manyClassesAreShownByTheirWorstPairs() {
    PageTree page = page(SampleTraining.history(3), SampleTraining.content(77));
    assertThat(page.texts("caption")).contains("The pairs that are confused most");
    PageTree more = page(SampleTraining.history(3), SampleTraining.content(200));
    assertThat(more.texts("p"))
        .anyMatch(text -> text.startsWith("A picture of 200 classes could not be read"));
  }

  @Test
  void aTaskWithoutClassesHasItsMetrics() {
    Evaluation evaluation =
        Evaluation.of(
            "ridge", RegressionMetrics.of(new double[] {1, 2, 3}, new double[] {1, 2, 4}));
    PageTree page = page(SampleTraining.history(3), ReportContent.of("x").withTuned(evaluation));
    assertThat(page.texts("h2")).containsExactly("Evaluation", "Curves", "Training");
    assertThat(page.row("mae")).containsExactly("mae", "0.3333");
  }

  @Test
  void aMatrixThatDoesNotFitItsLabelsIsRefused() {
    Evaluation wrong =
        new Evaluation(
            "x", Map.of("labels", List.of("a", "b"), "confusionMatrix", List.of(List.of(1))), null);
    TrainingReport report =
        new TrainingReport(SampleTraining.history(3), ReportContent.of("x").withTuned(wrong));
    assertThatThrownBy(report::html)
        .isInstanceOf(ReportException.class)
        .hasMessageContaining("has 1 rows, and row 0 is [1]; expected 2 counts");
  }

  @Test
  void aFolderWithoutALogIsAClearError() {
    assertThatThrownBy(() -> TrainingReport.read(folder, ReportContent.of("x")))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining(MetricsLog.NAME + ": there is no such file");
  }

  @Test
  void aFolderThatIsAFileIsAClearError() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    TrainingReport report = new TrainingReport(SampleTraining.history(3), ReportContent.of("x"));
    assertThatThrownBy(() -> report.write(file))
        .isInstanceOf(ReportException.class)
        .hasMessageContaining("the report cannot be written");
  }
}
