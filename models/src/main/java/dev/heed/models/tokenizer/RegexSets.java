package dev.heed.models.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** The sets of code points that a regular expression can name. */
final class RegexSets {
  private static final Map<String, String> LONG_NAMES =
      Map.of(
          "Letter", "L",
          "Mark", "M",
          "Number", "N",
          "Punctuation", "P",
          "Punct", "P",
          "Symbol", "S",
          "Separator", "Z",
          "Other", "C");

  /** Code points that differ by case alone; each list has one such group. */
  private static final class Cases {
    private static final List<int[]> GROUPS = groups();

    private static List<int[]> groups() {
      Map<Integer, List<Integer>> byFold = new TreeMap<>();
      for (int c = 0; c < 0x20000; c++) {
        // The dotted capital and the dotless small i are their own only case.
        if (c != 0x130 && c != 0x131) {
          int fold = Character.toLowerCase(Character.toUpperCase(c));
          byFold.computeIfAbsent(fold, key -> new ArrayList<>(1)).add(c);
        }
      }
      return byFold.values().stream()
          .filter(group -> group.size() > 1)
          .map(group -> group.stream().mapToInt(Integer::intValue).toArray())
          .toList();
    }
  }

  private final UnicodeCategories unicode;

  RegexSets(UnicodeCategories unicode) {
    this.unicode = unicode;
  }

  CodePointSet space() {
    return UnicodeTables.whitespace();
  }

  CodePointSet digit() {
    return unicode.get("Nd");
  }

  CodePointSet word() {
    return unicode.wordCharacters();
  }

  CodePointSet hexDigit() {
    return CodePointSet.of(List.of("30-39", "41-46", "61-66"));
  }

  /** A general category, or a class of them by its letter, or a script. */
  Optional<CodePointSet> property(String name) {
    String plain = name.startsWith("Script=") ? name.substring("Script=".length()) : name;
    return unicode.find(LONG_NAMES.getOrDefault(plain, plain));
  }

  Iterable<String> propertyNames() {
    TreeSet<String> names = new TreeSet<>(unicode.names());
    names.addAll(LONG_NAMES.keySet());
    names.addAll(LONG_NAMES.values());
    return names;
  }

  /** The set, with the other case of each member if case is ignored. */
  CodePointSet cased(CodePointSet set, boolean ignoreCase) {
    if (!ignoreCase) {
      return set;
    }
    CodePointSet all = set;
    for (int[] group : Cases.GROUPS) {
      boolean any = false;
      boolean every = true;
      for (int c : group) {
        boolean member = set.contains(c);
        any |= member;
        every &= member;
      }
      if (any && !every) {
        for (int c : group) {
          all = all.union(CodePointSet.range(c, c));
        }
      }
    }
    return all;
  }
}
