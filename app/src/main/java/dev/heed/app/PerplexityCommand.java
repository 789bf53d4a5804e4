package dev.heed.app;

import dev.heed.app.console.Amount;
import dev.heed.app.console.Console;
import dev.heed.app.console.Progress;
import dev.heed.app.flags.ModelFlag;
import dev.heed.app.io.Inputs;
import dev.heed.app.io.Utf8Text;
import dev.heed.app.training.LanguageText;
import dev.heed.app.training.UnknownWarnings;
import dev.heed.engine.Backend;
import dev.heed.engine.Compute;
import dev.heed.models.generate.Perplexity;
import dev.heed.models.load.ModelSource;
import dev.heed.models.tune.UnknownTokens;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heed perplexity}: how well a language model foretells a text. */
@Command(
    name = "perplexity",
    header = "Measure how well a language model foretells a text.",
    description = {
      "Prints the mean of -ln p over the tokens that were foretold (nats), and e to that power, the"
          + " perplexity: as if the model chose among so many tokens each time.",
      "",
      "The text is tokenized as a whole, without special tokens; what names one is text. Its ids are"
          + " cut into windows of the context, which follow each other and are each read afresh."
          + " Where the model's tokenizer begins texts with a token (BOS), each window begins with"
          + " it and all ids are foretold; else the first id of each window is given, not foretold.",
      "",
      "With --json one object: {\"meanNll\":…,\"perplexity\":…,\"tokens\":…,\"ids\":…,\"window\":…,"
          + "\"begin\":…,\"seconds\":…}; tokens are those that were foretold, ids all of the text,"
          + " begin is BOS or null."
    },
    footer = {
      "@|bold Examples|@",
      "  heed perplexity model.gguf book.txt",
      "  heed perplexity model.gguf book.txt --max-tokens 1024 --compute exact --json"
    })
final class PerplexityCommand extends HeedCommand {
  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description =
          "A GGUF file, a folder as Hugging Face has it, a llama2.c file, or ORG/MODEL that was"
              + " pulled.")
  String model;

  @Parameters(
      index = "1",
      paramLabel = "FILE",
      description = "The text, UTF-8; - for the standard input.")
  String file;

  @Option(
      names = {"-n", "--max-tokens"},
      paramLabel = "N",
      description = "Take the first N token ids of the text; all where nothing is given.")
  @Nullable Integer maxTokens;

  @Option(
      names = "--context",
      paramLabel = "N",
      description =
          "Tokens of a window, BOS included; what the model was made for, but no more than 4,096,"
              + " where nothing is given.")
  @Nullable Integer context;

  PerplexityCommand(Console console) {
    super(console);
  }

  @Override
  void run() {
    if (maxTokens != null && maxTokens < 1) {
      throw usage("--max-tokens must be at least 1, was " + maxTokens);
    }
    if (context != null && context < 2) {
      throw usage("--context must be at least 2, was " + context);
    }
    Inputs.check(List.of(file));
    try (ModelSource source = ModelSource.open(ModelFlag.checked(model))) {
      String label = Inputs.label(file);
      String text = Utf8Text.read(label, inputs().open(file));
      LanguageText read = LanguageText.of(source, text, label, maxTokens, context);
      UnknownWarnings.of(UnknownTokens.of(source.requireTokenizer(), read.ids()), label, false)
          .ifPresent(messages()::warning);
      try (Backend backend = backendFlags.openOr(Compute.FAST);
          Progress progress = progress("reading", read.ids().length)) {
        long start = System.nanoTime();
        Perplexity measured =
            read.measure(source, backend, done -> progress.to(done, Amount.of(done, "token")));
        report(measured, read, (System.nanoTime() - start) / 1e9);
      }
    }
  }

  private void report(Perplexity measured, LanguageText read, double seconds) {
    int ids = read.ids().length;
    if (json) {
      jsonLines()
          .writeObject(fields -> {
            fields.writeNumberProperty("meanNll", measured.meanNll());
            fields.writeNumberProperty("perplexity", measured.value());
            fields.writeNumberProperty("tokens", measured.tokens());
            fields.writeNumberProperty("ids", ids);
            fields.writeNumberProperty("window", read.window());
            if (read.begin().isPresent()) {
              fields.writeNumberProperty("begin", read.begin().getAsInt());
            } else {
              fields.writeNullProperty("begin");
            }
            fields.writeNumberProperty("seconds", seconds);
          });
    } else {
      console()
          .out()
          .line(
              String.format(
                  Locale.ROOT,
                  "mean NLL %s nats, perplexity %.4f, over %,d of %s",
                  console().style().bold("%.6f".formatted(measured.meanNll())),
                  measured.value(),
                  measured.tokens(),
                  Amount.of(ids, "token")));
      messages()
          .note(
              "%s s, %s tokens/s"
                  .formatted(Amount.significant(seconds), Amount.significant(ids / seconds)));
    }
  }
}
