package dev.heed.app.flags;

import dev.heed.models.Embedding;
import dev.heed.models.TextEmbedder;
import java.util.List;
import picocli.CommandLine.Option;

/**
 * What texts are to the model: some embed questions and what answers them by different prefixes.
 */
public final class TextRole {
  public enum Role {
    text,
    query,
    passage
  }

  @Option(
      names = "--as",
      paramLabel = "text|query|passage",
      defaultValue = "text",
      description =
          "What the texts are: with 'query' and 'passage' they get the prefix that the "
              + "model wants for that, if any. ${DEFAULT-VALUE} where nothing is given.")
  Role role;

  /** The vectors of texts, in their order. */
  public List<Embedding> embed(TextEmbedder model, List<String> texts) {
    return switch (role) {
      case text -> model.embed(texts);
      case query -> model.embedQueries(texts);
      case passage -> model.embedPassages(texts);
    };
  }
}
