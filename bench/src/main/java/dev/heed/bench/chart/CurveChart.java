package dev.heed.bench.chart;

import dev.heed.report.LearningCurve;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How a metric goes on with more examples, or more steps.
 *
 * @param name what its file ends with
 * @param curve with a line for each method
 */
public record CurveChart(String name, LearningCurve curve) implements Chart {
  /** The usual name. */
  public CurveChart(LearningCurve curve) {
    this("curve", curve);
  }

  @Override
  public void write(Path file) throws IOException {
    Files.write(file, curve.png());
  }
}
