package dev.heed.app;

import dev.heed.app.console.Amount;
import dev.heed.app.console.Console;
import dev.heed.app.training.BaseFlags;
import dev.heed.app.training.CourseFlags;
import dev.heed.app.training.DataFlags;
import dev.heed.app.training.MethodFlags;
import dev.heed.app.training.MetricsJson;
import dev.heed.app.training.TextColumnFlags;
import dev.heed.app.training.TextFlags;
import dev.heed.models.data.DataFile;
import dev.heed.models.data.DataPart;
import dev.heed.models.data.Dataset;
import dev.heed.models.data.Overlap;
import dev.heed.models.evaluate.MaskedLanguageMetrics;
import dev.heed.models.train.TrainingResult;
import dev.heed.models.tune.LowRankSettings;
import dev.heed.models.tune.MaskedLanguageSettings;
import dev.heed.models.tune.MaskedLanguageTuning;
import dev.heed.models.tune.TunedMaskedLanguage;
import dev.heed.report.Evaluation;
import dev.heed.report.ReportContent;
import dev.heed.report.TrainingReport;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code heed train mlm}: an encoder that has read texts without labels. */
@Command(
    name = "mlm",
    header = "Train an encoder on texts without labels, by words that are hidden.",
    description = {
      "Where there are few labels and many texts: the encoder learns the words of these texts by"
          + " foretelling those that are hidden, and is then the --base of other tasks. One from"
          + " nothing is trained at a rate of 5e-4 for 30 epochs where nothing is given, a pretrained"
          + " one further at 5e-5 for fewer, by lora at 1e-3. A file that ends in .txt has a text a line.",
      "",
      "What is printed in the end is measured on --test, or else on the validation data: --dev, or a"
          + " tenth of --data, put aside where that has 10 texts. There 15 %% of the tokens are hidden,"
          + " always the same; and of a pretrained encoder before the training too."
          + " Where it has no head for masked words, one begins anew.",
      "",
      "With --json one object: {\"out\":…,\"texts\":…,\"measuredOn\":…,\"before\":{…},"
          + "\"metrics\":{\"maskedTokens\":…,\"loss\":…,\"perplexity\":…,\"accuracy\":…},\"steps\":…,\"ending\":…,\"seconds\":…}; loss"
          + " is the mean of -ln p over the hidden tokens."
    },
    footer = {
      "@|bold Examples|@",
      "  heed train mlm --data texts.txt --base none --out my-encoder",
      "  heed train mlm --data mails.csv --text-column body --out my-minilm",
      "  heed train classify --base my-encoder --data labelled.csv --out my-intents",
      "  heed predict my-encoder --in gaps.txt"
    })
final class TrainMlmCommand extends TrainingCommand {
  @Mixin DataFlags data;
  @Mixin TextColumnFlags columns;
  @Mixin BaseFlags base;
  @Mixin MethodFlags method;
  @Mixin CourseFlags course;
  @Mixin TextFlags texts;

  @Option(
      names = "--mask-share",
      order = 21,
      paramLabel = "P",
      defaultValue = "0.15",
      description =
          "The share of tokens that is hidden, others each epoch; ${DEFAULT-VALUE} where nothing is"
              + " given.")
  double share;

  @Option(names = "--whole-words", order = 21, description = "Hide all tokens of a word together.")
  boolean wholeWords;

  @Option(
      names = "--stream",
      order = 9,
      arity = "0..1",
      paramLabel = "N",
      fallbackValue = "10000",
      description =
          "Keep no more of --data in memory than some times N texts, ${FALLBACK-VALUE} where N is not"
              + " given: it is read again each epoch, and texts are drawn from the N next ones."
              + " Nothing of it is put aside.")
  @Nullable Integer stream;

  TrainMlmCommand(Console console) {
    super(console);
  }

  /**
   * What there is to learn from and to measure by.
   *
   * @param training its name
   * @param learning from it
   */
  private record Sources(
      String training, Learning learning, @Nullable Dataset validation, @Nullable Dataset test) {
    @Nullable Dataset measured() {
      return test == null ? validation : test;
    }

    List<Dataset> others() {
      return Stream.of(validation, test).filter(Objects::nonNull).toList();
    }
  }

  private interface Learning {
    TunedMaskedLanguage by(MaskedLanguageTuning tuning);
  }

  @Override
  void run() {
    MaskedLanguageTuning task = tuning(folder());
    Path adapter = method.adapter();
    checkTargets(adapter, base.model());
    Sources sources = stream == null ? inMemory() : streamed(stream);
    course.refuseIdle(sources.validation());
    train(setting -> tune(task, sources, adapter, setting));
  }

  private Sources inMemory() {
    DataFlags.Parts parts = data.read(columns.names(), null, course.seed());
    parts.overlaps(columns.names()).forEach(this::warnOfOverlap);
    return new Sources(
        parts.training().name(),
        tuning -> tuning.tune(parts.training(), parts.validation()),
        parts.validation(),
        parts.test());
  }

  private Sources streamed(int buffer) {
    if (buffer < 1) {
      throw usage("--stream: expected at least 1 text, was " + buffer);
    }
    DataFile training = data.streamed();
    Dataset validation = data.validation();
    Sources sources =
        new Sources(
            training.name(),
            tuning -> tuning.tune(training, buffer, validation),
            validation,
            data.test());
    List<Dataset> others = sources.others();
    if (!others.isEmpty()) {
      Overlap.withStream(training, others, columns.names()).forEach(this::warnOfOverlap);
      Overlap.between(others, columns.names()).forEach(this::warnOfOverlap);
    }
    return sources;
  }

  private void tune(
      MaskedLanguageTuning task, Sources sources, @Nullable Path adapter, Setting setting) {
    setting.applyTo(task);
    Dataset measured = sources.measured();
    if (measured != null) {
      task.comparingOn(measured);
    }
    try (TunedMaskedLanguage tuned = sources.learning().by(task)) {
      refuseStopped(tuned.result());
      tuned.save(out);
      if (adapter != null) {
        tuned.saveAdapter(adapter);
      }
      saved(setting);
      report(tuned, sources, setting.folder());
    }
  }

  private MaskedLanguageTuning tuning(Path folder) {
    base.refuseIdle();
    try {
      MaskedLanguageSettings settings =
          MaskedLanguageSettings.DEFAULT
              .withCourse(course.course(folder))
              .withShare(share)
              .withWholeWords(wholeWords)
              .withTexts(texts.maxTokens(), texts.normalization());
      MaskedLanguageTuning tuning =
          base.isFromNothing()
              ? MaskedLanguageTuning.fromNothing(
                  base.model(), columns.names(), base.layers(), base.width(), base.heads())
              : MaskedLanguageTuning.of(base.model(), columns.names());
      LowRankSettings changes = method.changes();
      if (changes != null) {
        tuning.byLowRank(changes);
      }
      return tuning.with(settings);
    } catch (IllegalArgumentException e) {
      throw usage(String.valueOf(e.getMessage()));
    }
  }

  private void report(TunedMaskedLanguage tuned, Sources sources, Path folder) {
    warnOf(tuned.texts(), sources.training());
    sources.others().forEach(part -> warnOfCut(tuned.cutTexts(part), part));
    Dataset measured = sources.measured();
    MaskedLanguageMetrics before = tuned.before().orElse(null);
    MaskedLanguageMetrics metrics = measured == null ? null : tuned.evaluate(measured);
    ReportContent content = content(tuned, sources);
    if (before != null) {
      content = content.withBaseline(Evaluation.of("before tuning", before));
    }
    if (metrics != null) {
      content = content.withTuned(Evaluation.of("tuned", metrics));
    }
    TrainingReport.read(folder, content).write(folder);
    if (measured == null) {
      noteUnmeasured(stream != null);
    }
    TrainingResult result = tuned.result();
    if (json) {
      jsonLines()
          .writeObject(fields -> {
            fields.writeStringProperty("out", out.toString());
            fields.writeNumberProperty("texts", tuned.texts().learned());
            MetricsJson.write(fields, "measuredOn", measured == null ? null : measured.name());
            MetricsJson.write(fields, "before", before == null ? null : before.toMap());
            MetricsJson.write(fields, "metrics", metrics == null ? null : metrics.toMap());
            fields.writeNumberProperty("steps", result.steps());
            fields.writeStringProperty("ending", result.ending().name().toLowerCase(Locale.ROOT));
            fields.writeNumberProperty("seconds", result.seconds());
          });
      return;
    }
    if (measured != null && metrics != null) {
      console().out().line("measured on " + measured.name());
      if (before != null) {
        String head = tuned.beganHead() ? ", with a head for masked words that knew nothing" : "";
        console().out().line("before tuning, " + row(before) + head);
      }
      console().out().line(row(metrics));
    }
    console()
        .out()
        .line(
            "%s of training in %s s"
                .formatted(
                    Amount.of(result.steps(), "step"), Amount.significant(result.seconds())));
    console().out().line("the model is in " + console().style().bold(out.toString()));
    console().out().line("what happened is in " + folder);
  }

  private String row(MaskedLanguageMetrics metrics) {
    return String.format(
        Locale.ROOT,
        "%,d hidden tokens: loss %s nats, perplexity %.4f, accuracy %.4f",
        metrics.tokens(),
        console().style().bold("%.4f".formatted(metrics.loss())),
        metrics.perplexity(),
        metrics.accuracy());
  }

  private void warnOf(TunedMaskedLanguage.Texts counts, String training) {
    if (counts.leftOut() > 0) {
      messages()
          .warning(
              "%s of %s left out: they are empty, or the tokenizer knows no word of them"
                  .formatted(Amount.of(counts.leftOut(), "text"), training));
    }
    warnOfCut(counts.cut(), training, DataPart.TRAINING);
  }

  private ReportContent content(TunedMaskedLanguage tuned, Sources sources) {
    Map<String, Object> counts = new LinkedHashMap<>();
    counts.put("training", shown(tuned.texts().learned(), sources.training()));
    Dataset validation = sources.validation();
    if (validation != null) {
      counts.put("validation", shown(validation.size(), validation.name()));
    }
    Dataset test = sources.test();
    if (test != null) {
      counts.put("test", shown(test.size(), test.name()));
    }
    return ReportContent.of(String.valueOf(out.getFileName()))
        .withSettings(tuned.made())
        .withData(counts);
  }

  private static String shown(long texts, String data) {
    return "%,d texts of %s".formatted(texts, data);
  }
}
