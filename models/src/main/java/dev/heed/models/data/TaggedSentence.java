package dev.heed.models.data;

import java.util.List;

/**
 * A sentence in words, each with its tag.
 *
 * @param words at least one, none of them empty
 * @param tags as many, none of them empty
 * @param place where it was read
 */
public record TaggedSentence(List<String> words, List<String> tags, Place place) {
  /** Words of one sentence, at most: no sentence has so many, a file without empty lines has. */
  public static final int MOST_WORDS = 10_000;

  /**
   * Copies the lists.
   *
   * @throws DataException if there are not as many tags as words, one at least
   */
  public TaggedSentence {
    words = List.copyOf(words);
    tags = List.copyOf(tags);
    if (words.size() != tags.size()) {
      throw new DataException(
          "%s: has %,d words and %,d tags; expected a tag for each word"
              .formatted(place, words.size(), tags.size()));
    }
    if (words.isEmpty()) {
      throw new DataException("%s: is a sentence without words".formatted(place));
    }
    if (words.size() > MOST_WORDS) {
      throw tooLong(place);
    }
    for (int w = 0; w < words.size(); w++) {
      if (words.get(w).isBlank() || tags.get(w).isBlank()) {
        throw new DataException(
            "%s: word %,d is %s with the tag %s; neither may be empty"
                .formatted(place, w + 1, Shown.of(words.get(w)), Shown.of(tags.get(w))));
      }
    }
  }

  static DataException tooLong(Place place) {
    return new DataException(
        "%s: the sentence that begins here has more than %,d words; sentences end at an empty line"
            .formatted(place, MOST_WORDS));
  }

  /** How many words. */
  public int size() {
    return words.size();
  }

  /** Its words with spaces between. */
  public String text() {
    return String.join(" ", words);
  }

  /** The same with other tags. */
  TaggedSentence withTags(List<String> others) {
    return new TaggedSentence(words, others, place);
  }
}
