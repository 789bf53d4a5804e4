package dev.heed.bench.characters;

import dev.heed.bench.ResultsFile;
import dev.heed.bench.TableOptions;
import dev.heed.bench.TableProgram;
import dev.heed.bench.chart.CurveChart;
import dev.heed.engine.Backend;
import dev.heed.engine.Backends;
import dev.heed.models.spec.NewModel;
import dev.heed.models.train.Measurement;
import dev.heed.models.train.TrainingListener;
import dev.heed.models.tune.LanguageSettings;
import dev.heed.models.tune.LanguageTuning;
import dev.heed.report.LearningCurve;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Trains language models over the characters of Shakespeare's plays from nothing, in the
 * configuration that nanoGPT has for processors: 4 layers of width 128, blocks of 64 characters, 12
 * in a step, 2,000 steps.
 */
public final class CharactersTable {
  private static final String VARIABLE = "HEED_BENCH_SHAKESPEARE";

  private static final String METHOD =
      "GPT-2 of 4 layers of width 128 with 4 heads over the characters of the text, from nothing: the"
          + " first 90 % are learned from, in 2,000 steps of 12 blocks of 64 characters (nanoGPT's"
          + " configuration for a CPU, https://github.com/karpathy/nanoGPT, which gives 1.88 by 240 random"
          + " blocks). Loss is the mean of -ln p over all characters of the last 10 %, in blocks of 64"
          + " that are each read afresh. 'average' is the decay of a moving average of the parameters,"
          + " which is what is measured";

  private CharactersTable() {}

  /** The program. */
  public static void main(String[] arguments) throws Exception {
    TableProgram.run("characters", arguments, CharactersTable::run);
  }

  /**
   * One way to train it.
   *
   * @param rate the highest one
   * @param average decay of the average of parameters; 0 for none
   */
  private record Way(double rate, double average, int seed) {
    static final List<Way> ALL =
        List.of(new Way(1e-3, 0, 1), new Way(2e-3, 0.99, 1), new Way(2e-3, 0.99, 2));

    String name() {
      return "rate %s, %s, seed %d"
          .formatted(rate, average == 0 ? "no average" : "average " + average, seed);
    }
  }

  private static void run(TableOptions options) throws IOException {
    Path file = Path.of(Optional.ofNullable(System.getenv(VARIABLE)).orElse(""));
    if (!Files.isRegularFile(file)) {
      System.err.printf(
          "%s must name a file with the text of tiny-shakespeare (data/tinyshakespeare/input.txt of https://github.com/karpathy/char-rnn)%n",
          VARIABLE);
      System.exit(66);
    }
    String text = Files.readString(file);
    int end = text.length() * 9 / 10;
    ResultsFile results = ResultsFile.begin(options, METHOD);
    List<LearningCurve.Method> lines = new ArrayList<>();
    try (Backend backend = Backends.open()) {
      for (Way way : options.wanted(Way.ALL, Way::name)) {
        List<LearningCurve.Point> points = new ArrayList<>();
        train(backend, options, way, text.substring(0, end), text.substring(end), points, results);
        lines.add(new LearningCurve.Method(way.name(), points));
      }
    }
    results.write(List.of(new CurveChart(new LearningCurve("loss", "steps", lines))));
  }

  private static void train(
      Backend backend,
      TableOptions options,
      Way way,
      String training,
      String validation,
      List<LearningCurve.Point> points,
      ResultsFile results) {
    LanguageSettings settings =
        LanguageSettings.SMALL
            .withSchedule(options.quick() ? 20 : 2_000, way.rate())
            .withRegularization(0.1, 0, way.average())
            .withValidation(options.quick() ? 10 : 250, 0)
            .withSeed(way.seed());
    long start = System.nanoTime();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void validated(long step, Measurement measurement, boolean best) {
            points.add(LearningCurve.Point.of(Long.toString(step), measurement.value()));
            Map<String, @Nullable Object> row = new LinkedHashMap<>();
            row.put("way", way.name());
            row.put("step", step);
            row.put("loss", measurement.value());
            row.put("bitsPerCharacter", measurement.value() / Math.log(2));
            row.put("seconds", (System.nanoTime() - start) * 1e-9);
            results.add(row);
          }
        };
    LanguageTuning.fromNothing(NewModel.Shape.GPT2, 4, 128, 4)
        .with(settings)
        .on(backend)
        .heardBy(listener)
        .tune(training, validation)
        .close();
  }
}
