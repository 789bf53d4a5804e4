package dev.heed.models.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Words of the same meaning.
 *
 * @param words for each word in lower case, what may stand in its place
 */
public record Synonyms(Map<String, List<String>> words) {
  /** Copies the lists. */
  public Synonyms {
    Map<String, List<String>> copy = new TreeMap<>();
    words.forEach((word, others) -> copy.put(word, List.copyOf(others)));
    words = Collections.unmodifiableMap(copy);
  }

  /**
   * Reads a file that has in each line words of one meaning, with commas between them: {@code big,
   * large, huge}. Each may stand in the place of each other of its line. Empty lines and those that
   * begin with # are passed over.
   *
   * @throws DataException if the file cannot be read, or a line has fewer than two words
   */
  public static Synonyms load(Path file) {
    Map<String, List<String>> words = new TreeMap<>();
    try (ExampleReader lines = new DataFile(file, DataFormat.PlainText.LINES).open()) {
      for (Example line = lines.next(); line != null; line = lines.next()) {
        String text = line.cells().getFirst().strip();
        if (!text.isEmpty() && !text.startsWith("#")) {
          add(line(text, line.place()), words);
        }
      }
    }
    return new Synonyms(words);
  }

  private static Set<String> line(String text, Place place) {
    Set<String> line = new LinkedHashSet<>();
    for (String word : text.split(",", -1)) {
      if (!word.isBlank()) {
        line.add(word.strip());
      }
    }
    if (line.size() < 2) {
      throw new DataException(
          "%s: expected two or more words with commas between them, found %s"
              .formatted(place, Shown.of(text)));
    }
    return line;
  }

  private static void add(Set<String> line, Map<String, List<String>> words) {
    for (String word : line) {
      List<String> others =
          words.computeIfAbsent(word.toLowerCase(Locale.ROOT), _ -> new ArrayList<>());
      for (String other : line) {
        if (!other.equals(word) && !others.contains(other)) {
          others.add(other);
        }
      }
    }
  }

  /** What may stand in the place of a word, its case left out of account; none if it has none. */
  public List<String> of(String word) {
    return words.getOrDefault(word.toLowerCase(Locale.ROOT), List.of());
  }
}
