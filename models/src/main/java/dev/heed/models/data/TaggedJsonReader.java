package dev.heed.models.data;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Sentences of a file with a JSON object a line: see {@link TagFormat#JSON_LINES}. */
final class TaggedJsonReader implements TaggedReader {
  private static final String WORDS = "tokens";
  private static final String TAGS = "tags";

  private final TextSource source;

  TaggedJsonReader(TextSource source) {
    this.source = source;
  }

  @Override
  public @Nullable TaggedSentence next() {
    while (true) {
      Place place = new Place(source.name(), source.line());
      String line = source.readLine();
      if (line == null) {
        return null;
      }
      if (!line.isBlank()) {
        JsonNode root = DataJson.object(line, place);
        return new TaggedSentence(texts(root, WORDS, place), texts(root, TAGS, place), place);
      }
    }
  }

  private static List<String> texts(JsonNode root, String key, Place place) {
    List<String> texts = DataJson.texts(root, key, place.toString());
    for (String text : texts) {
      if (text.indexOf(0) >= 0) {
        throw place.error(key, "found the character U+0000; expected text");
      }
    }
    return texts;
  }

  @Override
  public void close() {
    source.close();
  }
}
