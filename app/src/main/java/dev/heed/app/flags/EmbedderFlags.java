package dev.heed.app.flags;

import dev.heed.engine.Backend;
import dev.heed.engine.op.Pooling;
import dev.heed.models.LongText;
import dev.heed.models.TextEmbedder;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which embedder, and how it turns a text into a vector. */
public final class EmbedderFlags {
  @Mixin ModelFlag model;
  @Mixin PlainModelFlags plain;

  @Option(
      names = "--long-text",
      paramLabel = "truncate|average",
      order = 72,
      defaultValue = "truncate",
      description =
          "What becomes of a text that is too long: its beginning, or the average of its "
              + "pieces. ${DEFAULT-VALUE} where nothing is given.")
  LongText longText;

  @Option(
      names = "--pooling",
      paramLabel = "mean|cls|last|max",
      order = 73,
      description = "How tokens become one vector; as the model says otherwise.")
  @Nullable Pooling pooling;

  /** The model's name or path. */
  public String model() {
    return model.checked();
  }

  /** Loads the embedder. */
  public TextEmbedder load(Backend open) {
    TextEmbedder.Builder builder =
        TextEmbedder.builder(model.checked()).options(plain.options(open)).longText(longText);
    if (pooling != null) {
      builder.pooling(pooling);
    }
    return builder.build();
  }

  /** All that decides, beside the model's files and the backend, what a text's vector is. */
  public String settings() {
    return "max-tokens=%s long-text=%s pooling=%s"
        .formatted(
            plain.maxTokens == null ? "own" : plain.maxTokens,
            longText.name().toLowerCase(Locale.ROOT),
            pooling == null ? "own" : pooling.name().toLowerCase(Locale.ROOT));
  }
}
