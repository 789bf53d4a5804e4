package dev.heed.models;

import java.util.List;

/**
 * The tags of a text's words, and the entities that they spell. Places are UTF-16 indices of the
 * text, ends exclusive.
 *
 * @param text the text; of words that were given, these with a space between
 * @param words in their order
 * @param entities in their order; none where the model's tags say nothing about entities, such as
 *     parts of speech
 * @param tokens that were computed, special tokens included
 * @param truncated whether the text was longer than the model takes, and its end left out
 */
public record Tagging(
    String text, List<Word> words, List<Entity> entities, int tokens, boolean truncated) {
  /** The tag of a word that the model did not see. */
  public static final String NONE = "";

  public Tagging {
    words = List.copyOf(words);
    entities = List.copyOf(entities);
  }

  /**
   * A word, as it was given or as the model's tokenizer cuts texts into words.
   *
   * @param tag the likeliest; {@link #NONE} for a word behind the model's limit
   * @param score how probable that is: a softmax over the tags at the word's first token
   */
  public record Word(String text, int start, int end, String tag, double score) {}

  /**
   * One or more words that together name something.
   *
   * @param label what it is, such as {@code PER}
   * @param text the words and what stands between them
   * @param score the mean of its words'
   */
  public record Entity(String label, String text, int start, int end, double score) {}

  /** The tags of all words. */
  public List<String> tags() {
    return words.stream().map(Word::tag).toList();
  }
}
