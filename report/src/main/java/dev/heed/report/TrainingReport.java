package dev.heed.report;

import dev.heed.models.checkpoint.AtomicFile;
import dev.heed.models.train.MetricsLog;
import dev.heed.models.train.TrainingHistory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a training was, as pictures and a page for people.
 *
 * {@snippet :
 * ReportContent content =
 *     ReportContent.of("banking77, LoRA")
 *         .withTuned(Evaluation.of("LoRA", metrics))
 *         .withMistakes(mistakes);
 * TrainingReport.read(Path.of("run"), content).write(Path.of("run"));
 * }
 *
 * <p>The same log and content give the same page, byte for byte, on the same Java with the same
 * fonts. Needs no screen.
 */
public final class TrainingReport {
  /** The page, in the folder that is written to. */
  public static final String PAGE = "report.html";

  private final TrainingHistory history;
  private final ReportContent content;

  /** Of what happened and what came of it. */
  public TrainingReport(TrainingHistory history, ReportContent content) {
    this.history = history;
    this.content = content;
  }

  /**
   * Of the training whose {@linkplain MetricsLog log} a folder has.
   *
   * @throws dev.heed.models.train.TrainingException when there is none, or it cannot be read
   */
  public static TrainingReport read(Path folder, ReportContent content) {
    return new TrainingReport(TrainingHistory.read(folder.resolve(MetricsLog.NAME)), content);
  }

  /**
   * The page, without need of any other file.
   *
   * @throws ReportException when a confusion matrix does not fit its labels
   */
  public String html() {
    return new ReportPage(history, content).written();
  }

  /**
   * Writes the page as {@value #PAGE} and each picture as PNG: {@code loss}, {@code validation},
   * {@code learning-rate}, {@code gradient-norm}, {@code learning-curve}, {@code confusion-matrix},
   * {@code reliability}, as far as there is something to show. Each file appears whole or not at
   * all.
   *
   * @param folder that is made where it is missing
   * @return what was written, the page first
   * @throws ReportException when it cannot be written
   */
  public List<Path> write(Path folder) {
    List<Path> written = new ArrayList<>();
    try {
      Files.createDirectories(folder);
      written.add(write(folder.resolve(PAGE), html().getBytes(StandardCharsets.UTF_8)));
      for (Picture picture : pictures()) {
        written.add(write(folder.resolve(picture.name() + ".png"), picture.png(Look.LIGHT)));
      }
    } catch (IOException e) {
      String why =
          e instanceof FileSystemException failure && failure.getReason() != null
              ? failure.getReason()
              : String.valueOf(e.getMessage());
      throw new ReportException(
          "%s: the report cannot be written: %s; see that the folder has room and may be written to"
              .formatted(folder, why),
          e);
    }
    return written;
  }

  private List<Picture> pictures() {
    List<Picture> pictures = new ArrayList<>(Curves.of(history));
    LearningCurve curve = content.curve();
    if (curve != null) {
      pictures.add(new LearningCurveChart(curve));
    }
    pictures.addAll(EvaluationSection.pictures(content));
    return pictures;
  }

  private static Path write(Path file, byte[] bytes) throws IOException {
    try (AtomicFile written = AtomicFile.create(file)) {
      written.stream().write(bytes);
      written.commit();
    }
    return file;
  }
}
