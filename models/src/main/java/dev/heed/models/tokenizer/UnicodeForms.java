package dev.heed.models.tokenizer;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The normalization forms of Unicode (UAX 15), with the data of version 9.0, as the reference has
 * it: what is younger stays as it is.
 */
enum UnicodeForms implements TextNormalizer {
  NFC(true, false, 0x300),
  NFD(false, false, 0xC0),
  NFKC(true, true, 0xA0),
  NFKD(false, true, 0xA0);

  private static final int HANGUL_FIRST = 0xAC00;
  private static final int HANGUL_COUNT = 11172;
  private static final int LEAD_FIRST = 0x1100;
  private static final int VOWEL_FIRST = 0x1161;
  private static final int TAIL_BEFORE_FIRST = 0x11A7;
  private static final int LEADS = 19;
  private static final int VOWELS = 21;
  private static final int TAILS = 28;

  /** No-break space, for compatibility; the first canonical one is À. */
  private static final int FIRST_DECOMPOSING = 0xA0;

  private static final int NONE = -1;

  /** Code points of later versions that decompose for compatibility, and all that may yet come. */
  private static final class Younger {
    private static final CodePointSet POINTS = points();

    private static CodePointSet points() {
      CodePointSet assigned = CodePointSet.NONE;
      UnicodeCategories unicode = UnicodeCategories.pinned();
      for (String major : List.of("L", "M", "N", "P", "S", "Z", "C")) {
        assigned = assigned.union(unicode.get(major));
      }
      return assigned
          .complement()
          .union(
              CodePointSet.of(
                  List.of(
                      "32ff",
                      "a7f2-a7f4",
                      "ab69",
                      "105c9",
                      "105e4",
                      "10781-107ba",
                      "11383",
                      "11385",
                      "1138e",
                      "11391",
                      "113c5",
                      "113c7-113c8",
                      "11938",
                      "16121-16128",
                      "16d68-16d6a",
                      "1ccd6-1ccf9",
                      "1e030-1e06d",
                      "1f16c",
                      "1fbf0-1fbf9")));
    }
  }

  /** Two code points that compose, as the upper and the lower half of a key. */
  private static final class Pairs {
    private static final Map<Long, Integer> COMPOSED = pairs();

    private static Map<Long, Integer> pairs() {
      Map<Long, Integer> pairs = new HashMap<>();
      for (int composed : UnicodeTables.pinned().decomposing()) {
        String one = Character.toString(composed);
        // Some decompose and never come back; which they are never changes.
        if (Normalizer.isNormalized(one, Normalizer.Form.NFC)) {
          int[] parts = UnicodeTables.pinned().decompose(composed);
          String begin = new String(parts, 0, parts.length - 1);
          int first = Normalizer.normalize(begin, Normalizer.Form.NFC).codePointAt(0);
          pairs.put(key(first, parts[parts.length - 1]), composed);
        }
      }
      return pairs;
    }
  }

  private static final Map<Integer, int[]> COMPATIBLE = new ConcurrentHashMap<>();

  private final boolean composes;
  private final boolean compatible;

  /** A text of code points below is its own form. */
  private final int firstThatMatters;

  UnicodeForms(boolean composes, boolean compatible, int firstThatMatters) {
    this.composes = composes;
    this.compatible = compatible;
    this.firstThatMatters = firstThatMatters;
  }

  @Override
  public AlignedText normalize(AlignedText text) {
    int plain = 0;
    while (plain < text.length() && text.charAt(plain) < firstThatMatters) {
      plain++;
    }
    if (plain == text.length()) {
      return text;
    }
    IntVector points = new IntVector(text.length() + 8);
    IntVector origins = new IntVector(text.length() + 8);
    for (int at = 0; at < text.length(); ) {
      int c = text.codePointAt(at);
      if (c < FIRST_DECOMPOSING) {
        points.add(c);
        origins.add(text.start(at));
      } else {
        for (int part : decompose(c)) {
          points.add(part);
          origins.add(text.start(at));
        }
      }
      at += Character.charCount(c);
    }
    sortMarks(points);
    int count = composes ? compose(points, origins) : points.size();
    AlignedText out = text.emptyCopy(text.length() + 8);
    for (int i = 0; i < count; i++) {
      out.appendCodePoint(points.get(i), origins.get(i));
    }
    return out;
  }

  private int[] decompose(int c) {
    UnicodeTables unicode = UnicodeTables.pinned();
    if (!compatible || Younger.POINTS.contains(c)) {
      return unicode.decompose(c);
    }
    return COMPATIBLE.computeIfAbsent(
        c,
        key -> {
          int[] canonical = unicode.decompose(key);
          String written = new String(canonical, 0, canonical.length);
          return Normalizer.normalize(written, Normalizer.Form.NFKD).codePoints().toArray();
        });
  }

  /** Sorts each run of marks by their class; equal ones keep their order. */
  private static void sortMarks(IntVector points) {
    UnicodeTables unicode = UnicodeTables.pinned();
    for (int i = 0; i < points.size(); i++) {
      if (points.get(i) < 0x300 || unicode.combiningClass(points.get(i)) == 0) {
        continue;
      }
      int end = i + 1;
      while (end < points.size() && unicode.combiningClass(points.get(end)) != 0) {
        end++;
      }
      sortRun(points, i, end);
      i = end - 1;
    }
  }

  /** The places in the text stay as they are: so the reference has it, and they stay in order. */
  private static void sortRun(IntVector points, int from, int to) {
    long[] keys = new long[to - from];
    for (int i = from; i < to; i++) {
      long combiningClass = UnicodeTables.pinned().combiningClass(points.get(i));
      keys[i - from] = combiningClass << Integer.SIZE | (i - from);
    }
    int[] moved = new int[keys.length];
    Arrays.sort(keys);
    for (int i = 0; i < keys.length; i++) {
      moved[i] = points.get(from + (int) keys[i]);
    }
    for (int i = 0; i < keys.length; i++) {
      points.set(from + i, moved[i]);
    }
  }

  /** Composes in place; returns how many code points are left. */
  private static int compose(IntVector points, IntVector origins) {
    UnicodeTables unicode = UnicodeTables.pinned();
    int kept = 0;
    int starter = NONE;
    int lastClass = 0;
    for (int i = 0; i < points.size(); i++) {
      int c = points.get(i);
      int combiningClass = c < 0x300 ? 0 : unicode.combiningClass(c);
      boolean blocked =
          starter == NONE
              || (kept - 1 > starter && (lastClass == 0 || lastClass >= combiningClass));
      int composed = blocked ? NONE : pair(points.get(starter), c);
      if (composed != NONE) {
        points.set(starter, composed);
        continue;
      }
      if (combiningClass == 0) {
        starter = kept;
      }
      lastClass = combiningClass;
      points.set(kept, c);
      origins.set(kept++, origins.get(i));
    }
    return kept;
  }

  /** What two code points compose to, or {@link #NONE}. */
  private static int pair(int first, int second) {
    int lead = first - LEAD_FIRST;
    int vowel = second - VOWEL_FIRST;
    if (lead >= 0 && lead < LEADS && vowel >= 0 && vowel < VOWELS) {
      return HANGUL_FIRST + (lead * VOWELS + vowel) * TAILS;
    }
    int syllable = first - HANGUL_FIRST;
    int tail = second - TAIL_BEFORE_FIRST;
    if (syllable >= 0
        && syllable < HANGUL_COUNT
        && syllable % TAILS == 0
        && tail > 0
        && tail < TAILS) {
      return first + tail;
    }
    return second < 0x300 ? NONE : Pairs.COMPOSED.getOrDefault(key(first, second), NONE);
  }

  private static long key(int first, int second) {
    return (long) first << Integer.SIZE | second;
  }
}
