package dev.heed.app;

import dev.heed.app.console.Amount;
import dev.heed.app.console.Console;
import dev.heed.app.flags.ModelFlag;
import dev.heed.app.flags.TokenIds;
import dev.heed.app.io.FileException;
import dev.heed.engine.Backend;
import dev.heed.engine.Compute;
import dev.heed.models.arch.DecoderModel;
import dev.heed.models.arch.EncoderModel;
import dev.heed.models.arch.TokenBatch;
import dev.heed.models.arch.Trace;
import dev.heed.models.checkpoint.SafetensorsWriter;
import dev.heed.models.load.DecoderPlan;
import dev.heed.models.load.EncoderPlan;
import dev.heed.models.load.HeadChoice;
import dev.heed.models.load.ModelSource;
import dev.heed.models.spec.Families;
import dev.heed.models.tokenizer.EncodeOptions;
import dev.heed.models.tokenizer.Encoding;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heed trace}: everything that one forward pass computes, as a file to compare. */
@Command(
    name = "trace",
    header = "Write all that one forward pass computes into a safetensors file.",
    description = {
      "The tensors are F32, without a batch dimension, and have Hugging Face's names:"
          + " hidden_states.0…n [tokens, width], last_hidden_state, attentions.0…n-1 [heads,"
          + " queries, keys], and where the model has them pooler_output [width] and logits, which"
          + " of a language model are [tokens, vocabulary]; its last hidden state is the one after"
          + " the last norm.",
      "",
      "The arithmetic is exact unless --compute says otherwise. Give token ids, or a text for the "
          + "model's own tokenizer."
    },
    footer = {
      "@|bold Examples|@",
      "  heed trace my-bert --ids \"101 7592 102\" --out trace.safetensors",
      "  heed trace my-bert --ids \"101 7 102 9\" --type-ids \"0 0 0 1\" -o t.safetensors",
      "  heed trace all-minilm-l6-v2 --text \"Hello, world!\" --out t.safetensors",
      "  heed trace model.gguf --text \"Once upon a time\" --out t.safetensors"
    })
final class TraceCommand extends HeedCommand {
  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      completionCandidates = ModelFlag.Names.class,
      description = "A built-in model, a folder, a file, or ORG/MODEL that was pulled.")
  String model;

  @Option(names = "--ids", paramLabel = "IDS", description = "Token ids, special tokens included.")
  @Nullable String ids;

  @Option(
      names = "--type-ids",
      paramLabel = "IDS",
      description = "As many token types; 0 for all where none are given. For encoders.")
  @Nullable String typeIds;

  @Option(names = "--text", paramLabel = "TEXT", description = "A text instead of --ids.")
  @Nullable String text;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      required = true,
      description = "The safetensors file to write: the whole file or none.")
  String out;

  TraceCommand(Console console) {
    super(console);
  }

  @Override
  void run() {
    if ((ids == null) == (text == null)) {
      throw usage("give either --ids or --text");
    }
    if (text != null && typeIds != null) {
      throw usage("--type-ids belongs to --ids; with --text the tokenizer tells the types");
    }
    try (ModelSource source = ModelSource.open(ModelFlag.checked(model));
        Backend backend = backendFlags.open(Compute.EXACT)) {
      if (Families.find(source.config()).isPresent()) {
        traceEncoder(source, backend);
      } else {
        traceDecoder(source, backend);
      }
    }
  }

  private void traceEncoder(ModelSource source, Backend backend) {
    EncoderPlan plan = EncoderPlan.of(source, HeadChoice.CONFIGURED);
    TokenBatch tokens = tokens(source, plan);
    try (EncoderModel loaded = plan.load(source.checkpoint(), backend, 1)) {
      write(Trace.of(loaded, tokens), tokens.ids(), backend);
    }
  }

  private void traceDecoder(ModelSource source, Backend backend) {
    DecoderPlan plan = DecoderPlan.of(source);
    if (typeIds != null) {
      throw usage("--type-ids: a language model such as %s has none".formatted(source.name()));
    }
    int[] tokens = text == null ? listed() : encoded(source, text, plan.spec().maxTokens()).ids();
    if (tokens.length == 0) {
      throw usage("--text is empty, and the model has no token that begins texts");
    }
    try (DecoderModel loaded = plan.load(source.checkpoint(), backend)) {
      write(Trace.of(loaded, tokens), tokens, backend);
    }
  }

  private TokenBatch tokens(ModelSource source, EncoderPlan plan) {
    if (text != null) {
      Encoding encoding = encoded(source, text, plan.spec().maxTokens());
      return plan.spec().tokenTypes() > 1
          ? TokenBatch.of(List.of(encoding.ids()), List.of(encoding.typeIds()))
          : TokenBatch.of(encoding.ids());
    }
    int[] numbers = listed();
    if (typeIds == null) {
      return TokenBatch.of(numbers);
    }
    int[] types = TokenIds.of("--type-ids", typeIds, spec.commandLine());
    if (types.length != numbers.length) {
      throw usage(
          "%d --type-ids for %d --ids; there must be as many"
              .formatted(types.length, numbers.length));
    }
    return TokenBatch.of(List.of(numbers), List.of(types));
  }

  private int[] listed() {
    return TokenIds.of("--ids", String.valueOf(ids), spec.commandLine());
  }

  private Encoding encoded(ModelSource source, String input, int most) {
    Encoding encoding =
        source.requireTokenizer().encode(input, EncodeOptions.DEFAULT.limitedTo(most));
    if (encoding.truncated()) {
      messages().warning("the text was cut to " + Amount.of(encoding.size(), "token"));
    }
    return encoding;
  }

  private void write(Trace trace, int[] tokens, Backend backend) {
    SafetensorsWriter writer =
        new SafetensorsWriter()
            .metadata("model", model)
            .metadata("backend", backend.device().id())
            .metadata(
                "input_ids",
                Arrays.stream(tokens).mapToObj(Integer::toString).collect(Collectors.joining(" ")));
    trace
        .values()
        .forEach((name, value) ->
            writer.add(
                name,
                value.data(),
                Arrays.stream(value.shape()).mapToLong(size -> size).toArray()));
    writer.write(FileException.path(out));
    report(trace, tokens);
  }

  private void report(Trace trace, int[] tokens) {
    if (json) {
      jsonLines()
          .writeObject(fields -> {
            fields.writeStringProperty("out", out);
            fields.writeNumberProperty("tokens", tokens.length);
            fields.writeObjectPropertyStart("tensors");
            trace
                .values()
                .forEach((name, value) -> {
                  fields.writeName(name);
                  fields.writeArray(value.shape(), 0, value.shape().length);
                });
            fields.writeEndObject();
          });
    } else {
      messages()
          .note(
              "%s of %s in %s"
                  .formatted(
                      Amount.of(trace.values().size(), "tensor"),
                      Amount.of(tokens.length, "token"),
                      out));
    }
  }
}
