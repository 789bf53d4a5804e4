package dev.heed.models.data;

import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Tagged sentences in memory, in order, and what they are for.
 *
 * @param name the file, for error texts
 * @param part what they are for
 * @param scheme what the tags of the file say; those of entities are here in {@link TagScheme#IOB2}
 * @param sentences at least one
 */
public record TaggedData(
    String name, DataPart part, TagScheme scheme, List<TaggedSentence> sentences) {
  public TaggedData {
    sentences = List.copyOf(sentences);
    if (sentences.isEmpty()) {
      throw new DataException("%s: has no sentences".formatted(name));
    }
  }

  /**
   * Finds out the scheme of tags, and reads them by it.
   *
   * @throws DataException if there is no sentence, or the tags keep to no scheme
   */
  public static TaggedData of(String name, DataPart part, List<TaggedSentence> sentences) {
    TagScheme scheme = TagScheme.of(sentences);
    return new TaggedData(name, part, scheme, sentences.stream().map(scheme::read).toList());
  }

  /**
   * Reads a file to its end.
   *
   * @throws DataException if it is not of its format, has no sentences, or its tags keep to no
   *     scheme
   */
  public static TaggedData read(TaggedFile file, DataPart part) {
    List<TaggedSentence> sentences = new ArrayList<>();
    try (TaggedReader reader = file.open()) {
      for (TaggedSentence next = reader.next(); next != null; next = reader.next()) {
        sentences.add(next);
      }
    }
    return of(file.name(), part, sentences);
  }

  /** How many sentences. */
  public int size() {
    return sentences.size();
  }

  /** Whether the tags say where entities are. */
  public boolean hasEntities() {
    return scheme != TagScheme.PLAIN;
  }

  /** How many words. */
  public long words() {
    return sentences.stream().mapToLong(TaggedSentence::size).sum();
  }

  /** The tags, sentence by sentence. */
  public List<List<String>> tags() {
    return sentences.stream().map(TaggedSentence::tags).toList();
  }

  /** Tags that are none of these, and how many words have each: nobody can get them right. */
  public SortedMap<String, Integer> unseen(Collection<String> known) {
    Set<String> all = Set.copyOf(known);
    SortedMap<String, Integer> unseen = new TreeMap<>();
    for (TaggedSentence sentence : sentences) {
      for (String tag : sentence.tags()) {
        if (!all.contains(tag)) {
          unseen.merge(tag, 1, Integer::sum);
        }
      }
    }
    return unseen;
  }

  /** These sentences, in this order. */
  public TaggedData select(int[] indices) {
    List<TaggedSentence> some = new ArrayList<>(indices.length);
    for (int i : indices) {
      some.add(sentences.get(i));
    }
    return new TaggedData(name, part, scheme, some);
  }

  /** The sentences as texts in a column {@value DataFormat.PlainText#COLUMN}, without tags. */
  public Dataset texts() {
    Columns columns = Columns.of(DataFormat.PlainText.COLUMN);
    return new Dataset(
        name,
        part,
        columns,
        sentences.stream()
            .map(sentence -> new Example(columns, List.of(sentence.text()), sentence.place()))
            .toList());
  }

  /** The same sentences in parts, those with the same words in the same part: see {@link Split}. */
  public List<TaggedData> split(SplitShares shares, long seed) {
    Dataset texts = texts();
    IdentityHashMap<Example, Integer> numbers = new IdentityHashMap<>();
    for (int i = 0; i < size(); i++) {
      numbers.put(texts.get(i), i);
    }
    List<TaggedData> parts = new ArrayList<>();
    for (Dataset part :
        Split.random(texts, List.of(DataFormat.PlainText.COLUMN), shares, seed).parts()) {
      if (part.size() > 0) {
        int[] indices = part.examples().stream().mapToInt(numbers::get).toArray();
        parts.add(select(indices).as(part.part()));
      }
    }
    return parts;
  }

  /** The same for another use. */
  public TaggedData as(DataPart other) {
    return new TaggedData(name, other, scheme, sentences);
  }
}
