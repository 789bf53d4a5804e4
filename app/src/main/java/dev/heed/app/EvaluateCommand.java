package dev.heed.app;

import com.google.common.collect.Lists;
import dev.heed.app.console.Amount;
import dev.heed.app.console.Console;
import dev.heed.app.console.Progress;
import dev.heed.app.flags.ModelFlag;
import dev.heed.app.flags.PlainModelFlags;
import dev.heed.app.io.Utf8Text;
import dev.heed.app.training.DelimiterFlags;
import dev.heed.app.training.IdleOptions;
import dev.heed.app.training.LanguageText;
import dev.heed.app.training.MaskedTask;
import dev.heed.app.training.MetricInterval;
import dev.heed.app.training.MetricLines;
import dev.heed.app.training.MetricsJson;
import dev.heed.app.training.TagWarnings;
import dev.heed.app.training.TaggedModel;
import dev.heed.app.training.TunedModel;
import dev.heed.app.training.UnknownWarnings;
import dev.heed.engine.Backend;
import dev.heed.engine.error.HeedException;
import dev.heed.models.Classification;
import dev.heed.models.MaskedLanguageModel;
import dev.heed.models.TextClassifier;
import dev.heed.models.TextEmbedder;
import dev.heed.models.TextTagger;
import dev.heed.models.data.DataPart;
import dev.heed.models.data.Dataset;
import dev.heed.models.data.RetrievalSet;
import dev.heed.models.data.TaggedData;
import dev.heed.models.data.TaggedFile;
import dev.heed.models.evaluate.Metrics;
import dev.heed.models.evaluate.RankedQuery;
import dev.heed.models.evaluate.RetrievalMetrics;
import dev.heed.models.load.ModelSource;
import dev.heed.models.save.TaskFile;
import dev.heed.models.tune.Retrieval;
import dev.heed.models.tune.TunedTagger;
import dev.heed.models.tune.UnknownTokens;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heed evaluate}: how good a tuned model is on other data. */
@Command(
    name = "evaluate",
    header = "Measure a tuned model on examples that it has not seen.",
    description = {
      "Reads the columns that the model was tuned on, or tagged sentences, or a text. Prints the"
          + " metrics of its task: of classes accuracy, F1, log loss, calibration and the classes it"
          + " does worst on; of numbers errors and correlations; of tags accuracy, and precision,"
          + " recall and F1 of entities; of an embedding model how well each text finds those of its"
          + " label, or its pair; of a language model how well it foretells the text;"
          + " of a masked one how well it knows 15 %% of the tokens, hidden, always the same.",
      "",
      "Of classes, numbers, tags and embeddings it says as well how far another sample of as many"
          + " examples, sentences or queries may move what people look at first: 95 %% of 1,000 samples"
          + " that are drawn from these (bootstrap).",
      "",
      "With --json one object with all metrics, those of each class and the confusion matrix among"
          + " them, and \"interval\":{\"metric\":…,\"low\":…,\"high\":…,\"confidence\":…}."
    },
    footer = {
      "@|bold Examples|@",
      "  heed evaluate my-intents --data held.csv",
      "  heed evaluate my-intents --data held.csv --json",
      "  heed evaluate my-names --data test.conll"
    })
final class EvaluateCommand extends HeedCommand {
  private static final int TEXTS_AT_ONCE = 256;

  @Parameters(index = "0", paramLabel = "DIR", description = "What 'heed train' made.")
  String model;

  @Option(
      names = "--data",
      required = true,
      order = 1,
      paramLabel = "FILE",
      description =
          "Examples with their answers: .csv, .tsv, .jsonl, or .txt with a text a line; or tagged"
              + " sentences as 'heed train tag' reads them; or a text. UTF-8.")
  Path data;

  @Mixin DelimiterFlags delimiter;
  @Mixin PlainModelFlags flags;

  /** Of the metric that people look at first; null where the task has none. */
  private @Nullable MetricInterval interval;

  EvaluateCommand(Console console) {
    super(console);
  }

  @Override
  void run() {
    Path folder = ModelFlag.withHead(model);
    TaskFile task = TunedModel.task(folder);
    if (task.task().equals(TunedTagger.TASK) || task.task().equals("lm")) {
      IdleOptions.refuse(
          spec, List.of(DelimiterFlags.OPTION), "is for tables; this model reads none");
    }
    try (Backend backend = backendFlags.open()) {
      Metrics metrics =
          switch (task.task()) {
            case "classify", "regress" -> ofTexts(folder, backend);
            case Retrieval.TASK -> ofRetrieval(folder, task, backend);
            case TunedTagger.TASK -> ofTags(folder, backend);
            case "lm" -> ofLanguage(folder, task, backend);
            case "mlm" -> ofMaskedLanguage(new MaskedTask(task), folder, backend);
            default ->
                throw new HeedException(
                    "model '%s' was made for the task '%s', which cannot be evaluated here"
                        .formatted(folder, task.task()));
          };
      if (json) {
        jsonLines()
            .writeObject(fields -> {
              MetricsJson.writeFields(fields, metrics.toMap());
              if (interval != null) {
                MetricsJson.write(fields, "interval", interval.toMap());
              }
            });
      } else {
        MetricLines.of(metrics, console().style()).forEach(console().out()::line);
        if (interval != null) {
          console().out().line("");
          console().out().line(interval.line());
        }
      }
    }
  }

  private Metrics ofTexts(Path folder, Backend backend) {
    Dataset dataset = Dataset.read(delimiter.file(data), DataPart.TEST);
    try (TextClassifier classifier = TextClassifier.load(folder, flags.options(backend));
        Progress progress = progress("evaluating", dataset.size())) {
      TunedModel tuned = new TunedModel(classifier, folder);
      List<Classification> answers =
          tuned.answers(dataset, done -> progress.to(done, Amount.of(done, "example")));
      Metrics metrics = tuned.evaluate(dataset, answers);
      interval = tuned.interval(metrics, dataset, answers);
      warnOfCut(answers.stream().filter(Classification::truncated).count(), answers.size());
      return metrics;
    }
  }

  private Metrics ofRetrieval(Path folder, TaskFile task, Backend backend) {
    RetrievalSet set = Retrieval.set(task, Dataset.read(delimiter.file(data), DataPart.TEST));
    try (TextEmbedder embedder =
            TextEmbedder.builder(folder).options(flags.options(backend)).build();
        Progress progress = progress("evaluating", set.texts())) {
      AtomicInteger done = new AtomicInteger();
      AtomicLong cut = new AtomicLong();
      Retrieval.Vectors vectors = Retrieval.by(embedder, cut::addAndGet);
      List<RankedQuery> ranked =
          Retrieval.ranked(
              set,
              (role, texts) -> {
                List<float[]> all = new ArrayList<>();
                for (List<String> some : Lists.partition(texts, TEXTS_AT_ONCE)) {
                  all.addAll(vectors.of(role, some));
                  int count = done.addAndGet(some.size());
                  progress.to(count, Amount.of(count, "text"));
                }
                return all;
              });
      warnOfCut(cut.get(), set.texts());
      interval = MetricInterval.ofQueries(ranked);
      return RetrievalMetrics.of(ranked, set.documents().size());
    }
  }

  private Metrics ofMaskedLanguage(MaskedTask task, Path folder, Backend backend) {
    Dataset dataset = Dataset.read(delimiter.file(data), DataPart.TEST);
    try (MaskedLanguageModel masked = MaskedLanguageModel.load(folder, flags.options(backend))) {
      return task.evaluate(masked, dataset, cut -> warnOfCut(cut, dataset.size()));
    }
  }

  private Metrics ofTags(Path folder, Backend backend) {
    TaggedData sentences = TaggedData.read(TaggedFile.of(data), DataPart.TEST);
    try (TextTagger tagger = TextTagger.load(folder, flags.options(backend));
        Progress progress = progress("evaluating", sentences.size())) {
      TaggedModel.Measured measured =
          new TaggedModel(tagger)
              .measure(sentences, done -> progress.to(done, Amount.of(done, "sentence")));
      TagWarnings.ofMissed(measured.missed(), sentences).ifPresent(messages()::warning);
      TagWarnings.ofUnseen(sentences, tagger.labels()).ifPresent(messages()::warning);
      interval = measured.interval();
      return measured.metrics();
    }
  }

  private Metrics ofLanguage(Path folder, TaskFile task, Backend backend) {
    String text = Utf8Text.read(data.toString(), inputs().open(data.toString()));
    try (ModelSource source = ModelSource.open(folder.toString())) {
      LanguageText read = LanguageText.of(source, text, data.toString(), null, null);
      UnknownTokens unknown = UnknownTokens.of(source.requireTokenizer(), read.ids());
      UnknownWarnings.of(unknown, data.toString(), UnknownWarnings.isOfCharacters(task))
          .ifPresent(messages()::warning);
      try (Progress progress = progress("evaluating", read.ids().length)) {
        return read.metrics(source, backend, done -> progress.to(done, Amount.of(done, "token")));
      }
    }
  }
}
