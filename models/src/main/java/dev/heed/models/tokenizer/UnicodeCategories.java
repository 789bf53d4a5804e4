package dev.heed.models.tokenizer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * General categories and scripts, pinned for the same reason as {@link UnicodeTables}, which
 * WordPiece does with alone. Read from categories.txt.
 */
final class UnicodeCategories {
  private static final class Pinned {
    private static final UnicodeCategories CATEGORIES = readResource("categories.txt");
  }

  private static final String WORD = "word";

  private final Map<String, CodePointSet> named = new TreeMap<>();

  static UnicodeCategories pinned() {
    return Pinned.CATEGORIES;
  }

  private UnicodeCategories(Iterable<String> lines) {
    for (String line : lines) {
      String[] items = line.split(" ");
      switch (items[0]) {
        case "#" -> {}
        case "category", "script" -> add(items[1], items, 2);
        case WORD -> add(WORD, items, 1);
        default -> throw new IllegalStateException("categories.txt: unknown line " + line);
      }
    }
  }

  private void add(String name, String[] items, int from) {
    CodePointSet.Builder builder = new CodePointSet.Builder();
    builder.add(items, from);
    named.merge(name, builder.build(), CodePointSet::union);
  }

  /** The names of the known categories and scripts. */
  Set<String> names() {
    Set<String> names = new TreeSet<>(named.keySet());
    names.remove(WORD);
    return names;
  }

  /** A category by its two letters, several by the first, or a script by its name. */
  Optional<CodePointSet> find(String name) {
    if (name.length() != 1) {
      return name.equals(WORD) ? Optional.empty() : Optional.ofNullable(named.get(name));
    }
    CodePointSet all = CodePointSet.NONE;
    for (String category : named.keySet()) {
      if (category.length() == 2 && category.startsWith(name)) {
        all = all.union(get(category));
      }
    }
    return all.equals(CodePointSet.NONE) ? Optional.empty() : Optional.of(all);
  }

  /** The same, where it is known that there is one. */
  CodePointSet get(String name) {
    return name.equals(WORD) || name.length() > 1
        ? Objects.requireNonNull(named.get(name), name)
        : find(name).orElseThrow();
  }

  /** What \\w is in a regular expression. */
  CodePointSet wordCharacters() {
    return get(WORD);
  }

  private static UnicodeCategories readResource(String name) {
    try (InputStream in =
            Objects.requireNonNull(UnicodeCategories.class.getResourceAsStream(name), name);
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
      return new UnicodeCategories(reader.lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
