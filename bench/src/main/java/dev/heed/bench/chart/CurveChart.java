package dev.heed.bench.chart;

import dev.heed.report.LearningCurve;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How a metric goes on with more examples, or more steps.
 *
 * @param curve with a line for each method
 */
public record CurveChart(LearningCurve curve) implements Chart {
  @Override
  public String name() {
    return "curve";
  }

  @Override
  public void write(Path file) throws IOException {
    Files.write(file, curve.png());
  }
}
