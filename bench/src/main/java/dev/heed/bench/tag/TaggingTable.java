package dev.heed.bench.tag;

import dev.heed.bench.ResultsFile;
import dev.heed.bench.TableOptions;
import dev.heed.bench.TableProgram;
import dev.heed.engine.Backend;
import dev.heed.engine.Backends;
import dev.heed.models.data.DataPart;
import dev.heed.models.data.TaggedData;
import dev.heed.models.data.TaggedSentence;
import dev.heed.models.evaluate.ClassScore;
import dev.heed.models.evaluate.EntityMetrics;
import dev.heed.models.tune.Course;
import dev.heed.models.tune.TagTuning;
import dev.heed.models.tune.TunedTagger;
import dev.heed.models.tune.TuningSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tunes all-MiniLM-L6-v2 to find countries, cities, languages and currencies that it has not
 * learned, in sentences that it has not seen, and writes {@code tagging-<date>-<label>}.
 */
public final class TaggingTable {
  private static final String BASE = "all-minilm-l6-v2";
  private static final int TRAINING = 300;
  private static final int VALIDATION = 100;
  private static final int TEST = 1000;

  /** What 'heed train tag' chooses, 27, would take a table an hour. */
  private static final int EPOCHS = 6;

  private static final int EPOCHS_FROM_NOTHING = 30;

  private static final String METHOD =
      "300 sentences to learn from, 100 to choose the epoch by, 1,000 to measure on, made of templates"
          + " and of the JDK's names of countries (ISO 3166), languages (ISO 639), cities (time zones"
          + " of IANA) and currencies (ISO 4217): no name and no template is in two parts. The seed"
          + " parts the names, makes the sentences and trains. 6 epochs of 'full' and 'lora', at the"
          + " rates that 'heed train tag' chooses; 'probe' is the head alone over states as they are;"
          + " 'from nothing' is an encoder of 4 layers of width 128 with the same tokenizer, 30"
          + " epochs. An entity counts where its kind and both its ends are right";

  private TaggingTable() {}

  /** The program. */
  public static void main(String[] arguments) throws Exception {
    TableProgram.run("tagging", arguments, TaggingTable::run);
  }

  private static void run(TableOptions options) throws IOException {
    List<TaggingCase> cases = options.wanted(TaggingCase.all(), TaggingCase::name);
    Path written = Files.createDirectories(Path.of("bench", "target", "tagging"));
    ResultsFile results = ResultsFile.begin(options, METHOD);
    try (Backend backend = Backends.open()) {
      for (TaggingCase one : cases) {
        results.add(measured(backend, one, options.quick(), written));
      }
    }
    results.write(List.of());
  }

  private static Map<String, @Nullable Object> measured(
      Backend backend, TaggingCase one, boolean quick, Path written) throws IOException {
    MadeSentences made = new MadeSentences(one.seed());
    TaggedData training = made.of(DataPart.TRAINING, TRAINING);
    TaggedData validation = made.of(DataPart.VALIDATION, VALIDATION);
    TaggedData test = made.of(DataPart.TEST, TEST);
    Course course =
        Course.DEFAULT
            .withSchedule(quick ? 1 : one.pretrained() ? EPOCHS : EPOCHS_FROM_NOTHING, 0)
            .withSeed(one.seed());
    TagTuning tuning =
        TagTuning.of(BASE)
            .with(TuningSettings.DEFAULT.withMethod(one.method()).withCourse(course))
            .on(backend);
    if (!one.pretrained()) {
      tuning.fromNothing(4, 128, 4);
    }
    long start = System.nanoTime();
    try (TunedTagger tuned = tuning.tune(training, validation)) {
      double seconds = (System.nanoTime() - start) * 1e-9;
      EntityMetrics metrics = (EntityMetrics) tuned.evaluate(test);
      write(test, tuned.tags(test), written.resolve(one.name() + ".conll"));
      Map<String, @Nullable Object> row = new LinkedHashMap<>();
      row.put("method", one.line());
      row.put("seed", one.seed());
      row.put("sentences", training.size());
      row.put("f1", metrics.scores().micro().f1());
      row.put("precision", metrics.scores().micro().precision());
      row.put("recall", metrics.scores().micro().recall());
      for (int t = 0; t < metrics.types().size(); t++) {
        ClassScore score = metrics.scores().perClass().get(t);
        row.put("f1 " + metrics.types().get(t).toLowerCase(Locale.ROOT), score.f1());
      }
      row.put("entities", metrics.scores().micro().support());
      row.put("tokenAccuracy", metrics.tokenAccuracy());
      row.put("steps", tuned.result().map(result -> result.steps()).orElse(0L));
      row.put("seconds", seconds);
      return row;
    }
  }

  /** Word, truth and answer a line, as the program conlleval reads them. */
  private static void write(TaggedData data, List<List<String>> answers, Path file)
      throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int s = 0; s < data.size(); s++) {
      TaggedSentence sentence = data.sentences().get(s);
      for (int w = 0; w < sentence.size(); w++) {
        lines
            .append(sentence.words().get(w))
            .append(' ')
            .append(sentence.tags().get(w))
            .append(' ')
            .append(answers.get(s).get(w))
            .append('\n');
      }
      lines.append('\n');
    }
    Files.writeString(file, lines);
  }
}
