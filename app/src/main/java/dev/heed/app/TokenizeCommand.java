package dev.heed.app;

import dev.heed.app.console.Console;
import dev.heed.app.flags.ModelFlag;
import dev.heed.app.io.FileException;
import dev.heed.app.io.Inputs;
import dev.heed.app.io.JsonLines;
import dev.heed.app.io.JsonText;
import dev.heed.app.io.Utf8Lines;
import dev.heed.models.load.BuiltInModel;
import dev.heed.models.load.ModelSource;
import dev.heed.models.load.Tokenizers;
import dev.heed.models.tokenizer.EncodeOptions;
import dev.heed.models.tokenizer.Encoding;
import dev.heed.models.tokenizer.Tokenizer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JsonGenerator;

/** {@code heed tokenize}: what a model gets to see of a text. */
@Command(
    name = "tokenize",
    header = "Show the tokens of texts, one text a line.",
    description = {
      "Prints for each line the token ids, a tab, and the tokens. Nothing is cut off unless "
          + "--max-tokens says so.",
      "",
      "With --json each input line is a JSON string, and each output line an object "
          + "{\"ids\":[…],\"tokens\":[…],\"offsets\":[[start,end],…]}, the offsets being UTF-16 "
          + "indices of the input text.",
      "",
      "Computes nothing: the options about backends change nothing here."
    },
    footer = {
      "@|bold Examples|@",
      "  echo \"Hello, world!\" | heed tokenize",
      "  heed tokenize --tokenizer my-model/tokenizer.json texts.txt",
      "  echo '\"two\\nlines\"' | heed tokenize --json --no-special"
    })
final class TokenizeCommand extends HeedCommand {
  @ArgGroup Source source = new Source();

  @Option(
      names = "--no-special",
      description = "Without [CLS], [SEP] and their like around a text.")
  boolean noSpecial;

  @Option(
      names = "--parse-special",
      description = "Take '[SEP]' and its like in the text for the special token that it names.")
  boolean parseSpecial;

  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      description = "Cut longer texts, special tokens included.")
  @Nullable Integer maxTokens;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "UTF-8 text, one a line; - or nothing for the standard input.",
      defaultValue = Inputs.STDIN)
  String file;

  /** Where the tokenizer comes from. */
  static final class Source {
    @Option(
        names = {"-m", "--model"},
        paramLabel = "MODEL",
        order = 70,
        completionCandidates = ModelFlag.Names.class,
        description =
            "The tokenizer of this model; " + ModelFlag.BUILT_IN + " where none is given.")
    @Nullable String model;

    @Option(
        names = "--tokenizer",
        paramLabel = "FILE",
        order = 71,
        description =
            "A tokenizer.json, vocab.txt, GGUF file, .model of SentencePiece, or a folder with one"
                + " of them but GGUF.")
    @Nullable String tokenizer;
  }

  TokenizeCommand(Console console) {
    super(console);
  }

  @Override
  void run() {
    EncodeOptions options = options();
    Tokenizer tokenizer = tokenizer();
    checkRoom(tokenizer, options);
    JsonLines objects = jsonLines();
    try (Utf8Lines lines = readLines(file)) {
      for (String line = lines.next(); line != null; line = lines.next()) {
        if (json) {
          String place = "%s, line %,d".formatted(lines.name(), lines.lineNumber());
          Encoding encoding = tokenizer.encode(JsonText.parse(line, place), options);
          objects.writeObject(fields -> write(fields, encoding));
        } else {
          print(tokenizer.encode(line, options));
        }
        if (!lines.ready()) {
          console().out().flush();
        }
      }
    }
  }

  private EncodeOptions options() {
    if (maxTokens != null && maxTokens < 1) {
      throw usage("--max-tokens must be at least 1, was " + maxTokens);
    }
    return new EncodeOptions(
        !noSpecial, parseSpecial, maxTokens == null ? Integer.MAX_VALUE : maxTokens);
  }

  /** A limit below the special tokens fits no text, not even the empty one. */
  private void checkRoom(Tokenizer tokenizer, EncodeOptions options) {
    try {
      tokenizer.encode("", options);
    } catch (IllegalArgumentException e) {
      throw usage("--max-tokens: " + e.getMessage());
    }
  }

  private Tokenizer tokenizer() {
    if (source.tokenizer != null) {
      return Tokenizers.load(FileException.path(source.tokenizer));
    }
    String model = source.model == null ? ModelFlag.BUILT_IN : source.model;
    Optional<BuiltInModel> builtIn = BuiltInModel.named(model);
    if (builtIn.isPresent()) {
      return builtIn.get().tokenizer(); // without unpacking the weights, 90 MB
    }
    try (ModelSource opened = ModelSource.open(model)) {
      return opened.requireTokenizer();
    }
  }

  private void print(Encoding encoding) {
    StringBuilder line = new StringBuilder();
    for (int id : encoding.ids()) {
      line.append(line.isEmpty() ? "" : " ").append(id);
    }
    console().out().line(line + "\t" + String.join(" ", encoding.tokens()));
  }

  private static void write(JsonGenerator json, Encoding encoding) {
    json.writeName("ids");
    json.writeArray(encoding.ids(), 0, encoding.size());
    json.writeArrayPropertyStart("tokens");
    encoding.tokens().forEach(json::writeString);
    json.writeEndArray();
    json.writeArrayPropertyStart("offsets");
    for (int t = 0; t < encoding.size(); t++) {
      json.writeStartArray();
      json.writeNumber(encoding.starts()[t]);
      json.writeNumber(encoding.ends()[t]);
      json.writeEndArray();
    }
    json.writeEndArray();
  }
}
