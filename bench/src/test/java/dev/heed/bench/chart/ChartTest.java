package dev.heed.bench.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heed.bench.limit.MachineLimits;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

class ChartTest {
  private static final List<MachineLimits.Reads> READS =
      List.of(
          new MachineLimits.Reads("L2", 1 << 20, 100),
          new MachineLimits.Reads("memory", 1 << 30, 20));

  @TempDir private Path folder;

  /** Java draws no text on a Linux without fontconfig. */
  static boolean textCanBeDrawn() {
    return !System.getProperty("os.name").equals("Linux")
        || Files.exists(Path.of("/etc/fonts/fonts.conf"));
  }

  private static Map<String, @Nullable Object> row(
      String work, @Nullable Integer threads, String engine, @Nullable Double ratio) {
    Map<String, @Nullable Object> row = new HashMap<>();
    row.put("work", work);
    row.put("threads", threads);
    row.put("engine", engine);
    row.put("heedTimesFaster", ratio);
    return row;
  }

  private BufferedImage draw(Chart chart) throws IOException {
    Path file = folder.resolve(chart.name() + ".png");
    chart.write(file);
    return ImageIO.read(file.toFile());
  }

  private static long pixelsOf(BufferedImage image, Color colour) {
    long count = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        count += image.getRGB(x, y) == colour.getRGB() ? 1 : 0;
      }
    }
    return count;
  }

  @Test
  void everyNumberOfThreadsHasAChart() {
    List<RatioChart> charts =
        RatioChart.ofRows(
            "Products",
            List.of(
                row("a", 1, "heed cpu-simd", 1.0),
                row("a", 1, "openblas", 1.5),
                row("a", 2, "openblas", 1.2),
                row("all", null, "pytorch, left out", null)));
    assertThat(charts.stream().map(RatioChart::name))
        .containsExactly("ratios-1-thread", "ratios-2-threads");
  }

  @Test
  @EnabledIf("textCanBeDrawn")
  void aBarIsAsLongAsItsRatio() throws IOException {
    RatioChart chart = new RatioChart("ratios", "Products", "time / time");
    chart.add("once", "a", 1.0);
    chart.add("twice", "a", 2.0);
    BufferedImage image = draw(chart);
    // Each has the same mark in the legend beside its bar.
    long once = pixelsOf(image, Palette.SERIES[0]);
    long twice = pixelsOf(image, Palette.SERIES[1]);
    assertThat(once).isGreaterThan(1000);
    assertThat((double) twice / once).isBetween(1.7, 2.1);
  }

  @Test
  @EnabledIf("textCanBeDrawn")
  void aBarIsAsLongAsItsRate() throws IOException {
    RateChart chart = new RateChart("rates", "Generation", "tokens per second");
    chart.add("slow", "a", 100);
    chart.add("fast", "a", 200);
    BufferedImage image = draw(chart);
    assertThat((double) longest(image, Palette.SERIES[1]) / longest(image, Palette.SERIES[0]))
        .isCloseTo(2, within(0.02));
  }

  /** Against Heed's exact arithmetic, and against its like. */
  @Test
  @EnabledIf("textCanBeDrawn")
  void anEngineInEightBitsIsComparedWithFastArithmeticToo() throws IOException {
    Map<String, @Nullable Object> bytes = row("a", 1, "int8", 1.0);
    bytes.put("fastTimesFaster", 2.0);
    BufferedImage image = draw(RatioChart.ofRows("Embeddings", List.of(bytes)).getFirst());
    double exact = longest(image, Palette.SERIES[0]);
    double fast = longest(image, Palette.SERIES[1]);
    assertThat(fast / exact).isCloseTo(2, within(0.02));
  }

  private static int longest(BufferedImage image, Color colour) {
    return spansOf(image, colour).stream().mapToInt(Span::length).max().orElse(0);
  }

  /** A figure of 0 is written beside its bar without length. */
  @Test
  @EnabledIf("textCanBeDrawn")
  void whereThereIsNoFigureNoneIsWritten() throws IOException {
    RatioChart without = new RatioChart("without", "Products", "time / time");
    without.add("one", "a", 1.0);
    without.add("other", "b", 1.0);
    RatioChart zeros = new RatioChart("zeros", "Products", "time / time");
    zeros.add("one", "a", 1.0);
    zeros.add("one", "b", 0.0);
    zeros.add("other", "a", 0.0);
    zeros.add("other", "b", 1.0);
    assertThat(differing(draw(without), draw(zeros))).isGreaterThan(50);
  }

  private static int differing(BufferedImage one, BufferedImage other) {
    int pixels = 0;
    for (int y = 0; y < one.getHeight(); y++) {
      for (int x = 0; x < one.getWidth(); x++) {
        pixels += one.getRGB(x, y) == other.getRGB(x, y) ? 0 : 1;
      }
    }
    return pixels;
  }

  @Test
  @EnabledIf("textCanBeDrawn")
  void aSingleRowOfManyEnginesHasBarsThatCanBeSeen() throws IOException {
    RatioChart chart = new RatioChart("ratios", "Products", "time / time");
    for (String engine : List.of("a", "b", "c", "d", "e")) {
      chart.add(engine, "a single row", 1.0);
    }
    BufferedImage image = draw(chart);
    int bar = longest(image, Palette.SERIES[2]);
    long lines =
        spansOf(image, Palette.SERIES[2]).stream().filter(span -> span.length() == bar).count();
    assertThat(lines).isGreaterThanOrEqualTo(10);
  }

  @Test
  @EnabledIf("textCanBeDrawn")
  void aLossGoesToTheLeftOfTheLineAndAGainToTheRight() throws IOException {
    DifferenceChart chart = new DifferenceChart("accuracy", "Accuracy", "points");
    chart.add("int8", -1.0);
    chart.add("fast", 2.0);
    List<Span> bars = spansOf(draw(chart), Palette.SERIES[0]);
    Span loss = bars.getFirst();
    Span gain = bars.getLast();
    assertThat(loss.right()).isCloseTo(gain.left(), within(2));
    assertThat(gain.length()).isGreaterThan(200).isCloseTo(2 * loss.length(), within(4));
  }

  /** Where a bar begins and ends, in pixels. */
  private record Span(int left, int right) {
    private int length() {
      return right - left;
    }
  }

  /** Of each row of pixels that has the colour, from top to bottom. */
  private static List<Span> spansOf(BufferedImage image, Color colour) {
    List<Span> spans = new ArrayList<>();
    for (int y = 0; y < image.getHeight(); y++) {
      int left = image.getWidth();
      int right = -1;
      for (int x = 0; x < image.getWidth(); x++) {
        if (image.getRGB(x, y) == colour.getRGB()) {
          left = Math.min(left, x);
          right = x;
        }
      }
      if (right >= 0) {
        spans.add(new Span(left, right));
      }
    }
    return spans;
  }

  @Test
  @EnabledIf("textCanBeDrawn")
  void aRooflineShowsItsPoints() throws IOException {
    Roofline roofline = new Roofline("Products", new MachineLimits(2, 120, READS));
    roofline.add("heed", 1000, 100, 80);
    roofline.add("no arithmetic", 0, 100, 0);
    BufferedImage image = draw(roofline);
    assertThat(folder.resolve("roofline-2-threads.png")).exists();
    assertThat(pixelsOf(image, Palette.SERIES[0])).isPositive();
    assertThat(pixelsOf(image, Palette.SERIES[1])).isZero();
  }
}
