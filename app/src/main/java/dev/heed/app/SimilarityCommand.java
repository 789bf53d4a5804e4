package dev.heed.app;

import dev.heed.app.console.Amount;
import dev.heed.app.console.Console;
import dev.heed.app.console.Style;
import dev.heed.app.flags.EmbedderFlags;
import dev.heed.app.flags.TextRole;
import dev.heed.engine.Backend;
import dev.heed.models.Embedding;
import dev.heed.models.TextEmbedder;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JsonGenerator;

/** {@code heed similarity}: how near two texts are in meaning. */
@Command(
    name = "similarity",
    header = "Say how near two texts are in meaning.",
    description =
        "Prints the cosine of the angle between their vectors: 1 for the same meaning, about 0 for "
            + "nothing in common.",
    footer = {
      "@|bold Examples|@",
      "  heed similarity \"a happy dog\" \"a cheerful puppy\"",
      "  heed similarity --model intfloat/e5-small-v2 --as query \"height?\" \"how tall?\"",
      "  heed similarity --json \"$(cat a.txt)\" \"$(cat b.txt)\""
    })
final class SimilarityCommand extends HeedCommand {
  @Parameters(index = "0", paramLabel = "A", description = "A text.")
  String first;

  @Parameters(index = "1", paramLabel = "B", description = "Another.")
  String second;

  @Mixin TextRole role;
  @Mixin EmbedderFlags embedder;

  SimilarityCommand(Console console) {
    super(console);
  }

  @Override
  void run() {
    try (Backend backend = backendFlags.open();
        TextEmbedder model = embedder.load(backend)) {
      List<Embedding> embeddings = role.embed(model, List.of(first, second));
      Embedding a = embeddings.getFirst();
      Embedding b = embeddings.getLast();
      if (json) {
        jsonLines()
            .writeObject(fields -> {
              fields.writeNumberProperty("similarity", a.cosine(b));
              write(fields, "a", first, a);
              write(fields, "b", second, b);
              fields.writeStringProperty("model", model.model().name());
              fields.writeStringProperty("backend", backend.device().id());
            });
      } else {
        print(a, b);
      }
    }
  }

  private void print(Embedding a, Embedding b) {
    warnIfTruncated("A", a);
    warnIfTruncated("B", b);
    String number = String.format(Locale.ROOT, "%.4f", a.cosine(b));
    Style style = console().style();
    console()
        .out()
        .line(
            console().terminal().out()
                ? style.bold(number) + "  " + style.bar(a.cosine(b), 30)
                : number);
  }

  private void warnIfTruncated(String which, Embedding embedding) {
    if (embedding.truncated()) {
      messages()
          .warning(
              "text %s was cut to %s; --long-text average takes all of it"
                  .formatted(which, Amount.of(embedding.tokens(), "token")));
    }
  }

  private static void write(JsonGenerator json, String name, String text, Embedding embedding) {
    json.writeObjectPropertyStart(name);
    json.writeStringProperty("text", text);
    json.writeNumberProperty("tokens", embedding.tokens());
    json.writeBooleanProperty("truncated", embedding.truncated());
    json.writeEndObject();
  }
}
