package dev.heed.models.tokenizer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Properties of code points in the versions of Unicode that Hugging Face's tokenizers carry. The
 * JDK's own tables are of another version, and of yet another in the next JDK; a token id must
 * depend on neither. Read from unicode.txt.
 */
final class UnicodeTables {
  private static final class Pinned {
    private static final UnicodeTables TABLES = readResource("unicode.txt");
  }

  /** The White_Space property: the same set in every version since Unicode 6.3. */
  private static final CodePointSet WHITE_SPACE =
      CodePointSet.of(
          List.of(
              "9-d", "20", "85", "a0", "1680", "2000-200a", "2028-2029", "202f", "205f", "3000"));

  private static final int HANGUL_FIRST = 0xAC00;
  private static final int HANGUL_LAST = 0xD7A3;
  private static final int HANGUL_VOWELS = 21;
  private static final int HANGUL_TAILS = 28;

  private final CodePointSet other;
  private final CodePointSet nonspacing;
  private final CodePointSet punctuation;
  private final Map<Integer, Integer> combining = new HashMap<>();
  private final Map<Integer, int[]> lowercase = new HashMap<>();
  private final Map<Integer, int[]> decomposition = new HashMap<>();

  static UnicodeTables pinned() {
    return Pinned.TABLES;
  }

  private UnicodeTables(Iterable<String> lines) {
    CodePointSet.Builder others = new CodePointSet.Builder();
    CodePointSet.Builder marks = new CodePointSet.Builder();
    CodePointSet.Builder stops = new CodePointSet.Builder();
    for (String line : lines) {
      String[] items = line.split(" ");
      switch (items[0]) {
        case "#" -> {}
        case "other" -> others.add(items, 1);
        case "nonspacing" -> marks.add(items, 1);
        case "punctuation" -> stops.add(items, 1);
        case "combining" -> readCombiningClass(items);
        case "lowercase" -> readMappings(items, lowercase);
        case "decomposition" -> readMappings(items, decomposition);
        default -> throw new IllegalStateException("unicode.txt: unknown line " + line);
      }
    }
    other = others.build();
    nonspacing = marks.build();
    punctuation = stops.build();
  }

  /**
   * Control, format or private use: what BERT cleans away. Unassigned code points are not in it.
   */
  boolean isOther(int codePoint) {
    return other.contains(codePoint);
  }

  boolean isNonspacingMark(int codePoint) {
    return nonspacing.contains(codePoint);
  }

  /** ASCII punctuation, symbols such as $ and ^ included, or a general category P*. */
  boolean isPunctuation(int codePoint) {
    return punctuation.contains(codePoint);
  }

  CodePointSet punctuation() {
    return punctuation;
  }

  static CodePointSet whitespace() {
    return WHITE_SPACE;
  }

  /** The code points that decompose, Hangul syllables left out. */
  Set<Integer> decomposing() {
    return decomposition.keySet();
  }

  boolean isWhitespace(int codePoint) {
    return WHITE_SPACE.contains(codePoint);
  }

  /** Canonical combining class, 0 to 254. */
  int combiningClass(int codePoint) {
    return combining.getOrDefault(codePoint, 0);
  }

  /**
   * Lower case of one code point, regardless of its neighbours: capital sigma never becomes the
   * final form.
   */
  int[] lowercase(int codePoint) {
    int[] mapped = lowercase.get(codePoint);
    return mapped == null ? new int[] {codePoint} : mapped;
  }

  /** Full canonical decomposition of one code point. */
  int[] decompose(int codePoint) {
    if (codePoint >= HANGUL_FIRST && codePoint <= HANGUL_LAST) {
      return decomposeHangul(codePoint - HANGUL_FIRST);
    }
    int[] mapped = decomposition.get(codePoint);
    return mapped == null ? new int[] {codePoint} : mapped;
  }

  /** The Unicode Standard, section 3.12: syllables are ordered by lead, vowel and tail. */
  private static int[] decomposeHangul(int syllable) {
    int lead = 0x1100 + syllable / (HANGUL_VOWELS * HANGUL_TAILS);
    int vowel = 0x1161 + syllable / HANGUL_TAILS % HANGUL_VOWELS;
    int tail = syllable % HANGUL_TAILS;
    return tail == 0 ? new int[] {lead, vowel} : new int[] {lead, vowel, 0x11A7 + tail};
  }

  private void readCombiningClass(String[] items) {
    int value = Integer.parseInt(items[1]);
    for (int i = 2; i < items.length; i++) {
      CodePointRange range = CodePointRange.parse(items[i]);
      for (int c = range.first(); c <= range.last(); c++) {
        combining.put(c, value);
      }
    }
  }

  private static void readMappings(String[] items, Map<Integer, int[]> into) {
    for (int i = 1; i < items.length; i++) {
      int equals = items[i].indexOf('=');
      CodePointRange range = CodePointRange.parse(items[i].substring(0, equals));
      int[] target =
          Arrays.stream(items[i].substring(equals + 1).split("\\."))
              .mapToInt(hex -> Integer.parseInt(hex, 16))
              .toArray();
      if (target.length > 1) {
        into.put(range.first(), target);
        continue;
      }
      for (int c = range.first(); c <= range.last(); c += range.step()) {
        into.put(c, new int[] {target[0] + c - range.first()});
      }
    }
  }

  private static UnicodeTables readResource(String name) {
    try (InputStream in =
            Objects.requireNonNull(UnicodeTables.class.getResourceAsStream(name), name);
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
      return new UnicodeTables(reader.lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
