package dev.heed.app;

import dev.heed.app.console.Amount;
import dev.heed.app.console.Console;
import dev.heed.app.console.Progress;
import dev.heed.app.flags.ModelFlag;
import dev.heed.app.io.Inputs;
import dev.heed.app.io.Utf8Text;
import dev.heed.engine.Backend;
import dev.heed.engine.Compute;
import dev.heed.engine.error.HeedException;
import dev.heed.models.GeneratorOptions;
import dev.heed.models.arch.CacheOptions;
import dev.heed.models.arch.DecoderModel;
import dev.heed.models.arch.DecoderSession;
import dev.heed.models.generate.Perplexity;
import dev.heed.models.load.DecoderPlan;
import dev.heed.models.load.ModelSource;
import dev.heed.models.tokenizer.EncodeOptions;
import dev.heed.models.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
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
      DecoderPlan plan = DecoderPlan.of(source);
      int window = window(plan);
      Tokenizer tokenizer = source.requireTokenizer();
      OptionalInt begin = begin(tokenizer);
      int[] ids = ids(tokenizer, begin);
      try (Backend backend = backendFlags.openOr(Compute.FAST);
          DecoderModel loaded = plan.load(source.checkpoint(), backend)) {
        measure(loaded, ids, begin, window);
      }
    }
  }

  private int window(DecoderPlan plan) {
    int most = plan.spec().maxTokens();
    int window = context == null ? Math.min(most, GeneratorOptions.USUAL_CONTEXT) : context;
    if (window > most) {
      throw new HeedException(
          "model '%s': a context of %,d tokens; it was made for %,d"
              .formatted(plan.name(), window, most));
    }
    return window;
  }

  /** The token that the tokenizer puts before a text, if it does. */
  private static OptionalInt begin(Tokenizer tokenizer) {
    int[] alone = tokenizer.encode("a", EncodeOptions.DEFAULT.withoutSpecial().unlimited()).ids();
    int[] text = tokenizer.encode("a", EncodeOptions.DEFAULT.unlimited()).ids();
    return text.length > alone.length && text[0] != alone[0]
        ? OptionalInt.of(text[0])
        : OptionalInt.empty();
  }

  private int[] ids(Tokenizer tokenizer, OptionalInt begin) {
    String text = Utf8Text.read(Inputs.label(file), inputs().open(file));
    int[] all = tokenizer.encode(text, EncodeOptions.DEFAULT.withoutSpecial().unlimited()).ids();
    int[] ids = maxTokens == null ? all : Arrays.copyOf(all, Math.min(maxTokens, all.length));
    if (ids.length < (begin.isPresent() ? 1 : 2)) {
      throw new HeedException(
          "%s: %s, which leaves none to foretell"
              .formatted(Inputs.label(file), Amount.of(ids.length, "token")));
    }
    return ids;
  }

  private void measure(DecoderModel loaded, int[] ids, OptionalInt begin, int window) {
    long start = System.nanoTime();
    Perplexity measured;
    try (DecoderSession session = loaded.newSession(CacheOptions.of(window));
        Progress progress = progress("reading", ids.length)) {
      measured =
          Perplexity.of(
              session, ids, begin, window, done -> progress.to(done, Amount.of(done, "token")));
    }
    report(measured, ids.length, begin, window, (System.nanoTime() - start) / 1e9);
  }

  private void report(Perplexity measured, int ids, OptionalInt begin, int window, double seconds) {
    if (json) {
      jsonLines()
          .writeObject(fields -> {
            fields.writeNumberProperty("meanNll", measured.meanNll());
            fields.writeNumberProperty("perplexity", measured.value());
            fields.writeNumberProperty("tokens", measured.tokens());
            fields.writeNumberProperty("ids", ids);
            fields.writeNumberProperty("window", window);
            if (begin.isPresent()) {
              fields.writeNumberProperty("begin", begin.getAsInt());
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
