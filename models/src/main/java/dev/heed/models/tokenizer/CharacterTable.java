package dev.heed.models.tokenizer;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What each code point becomes under one set of {@link BertNormalizer.Settings}. An entry is a code
 * point and, above it, its kind. Blocks of 256 are filled when first asked for.
 */
final class CharacterTable {
  /** Part of a word. */
  static final int WORD = 0;

  /** Keeps words apart and belongs to none. */
  static final int SPACE = 1;

  /** A word of its own. */
  static final int PUNCTUATION = 2;

  /** Leaves nothing behind. */
  static final int REMOVED = 3;

  /** Becomes the entries in {@link #parts}. */
  static final int SEVERAL = 4;

  /** Stays, and may change places with its neighbours: see {@link CanonicalOrder}. */
  static final int REORDERED = 5;

  private static final int KIND_SHIFT = 24;
  private static final int BLOCK_BITS = 8;
  private static final int BLOCK = 1 << BLOCK_BITS;

  private record Block(int[] entries, int[] @Nullable [] parts) {}

  private final BertNormalizer.Settings settings;
  private final UnicodeTables unicode;
  private final AtomicReferenceArray<@Nullable Block> blocks =
      new AtomicReferenceArray<>((Character.MAX_CODE_POINT + 1) / BLOCK);

  /** The entries below 256 once more: most text needs no others. */
  private final int[] latin;

  CharacterTable(BertNormalizer.Settings settings, UnicodeTables unicode) {
    this.settings = settings;
    this.unicode = unicode;
    this.latin = block(0).entries;
  }

  static int kind(int entry) {
    return entry >>> KIND_SHIFT;
  }

  static int codePoint(int entry) {
    return entry & ((1 << KIND_SHIFT) - 1);
  }

  int entry(int codePoint) {
    return codePoint < BLOCK
        ? latin[codePoint]
        : block(codePoint >>> BLOCK_BITS).entries[codePoint & (BLOCK - 1)];
  }

  /** The entries that a code point of the kind {@link #SEVERAL} becomes, of simple kinds all. */
  int[] parts(int codePoint) {
    int[] parts = block(codePoint >>> BLOCK_BITS).parts[codePoint & (BLOCK - 1)];
    if (parts == null) {
      throw new IllegalArgumentException(
          "U+%04X does not become several code points".formatted(codePoint));
    }
    return parts;
  }

  /** The code points that cleaning and the spaces round Chinese make of one: none, one or three. */
  int[] clean(int codePoint) {
    int cleaned = codePoint;
    if (settings.cleanText()) {
      boolean lineOrTab = codePoint == '\t' || codePoint == '\n' || codePoint == '\r';
      if (codePoint == 0xFFFD || (unicode.isOther(codePoint) && !lineOrTab)) {
        return new int[0];
      }
      if (unicode.isWhitespace(codePoint)) {
        cleaned = ' ';
      }
    }
    return settings.spaceChinese() && isChinese(cleaned)
        ? new int[] {' ', cleaned, ' '}
        : new int[] {cleaned};
  }

  /**
   * The entries of a code point that is cleaned, decomposed and kept: its case folded if the
   * settings say so.
   */
  int[] fold(int codePoint) {
    int[] folded = settings.lowercase() ? unicode.lowercase(codePoint) : new int[] {codePoint};
    return Arrays.stream(folded).map(this::simpleEntry).toArray();
  }

  private int simpleEntry(int codePoint) {
    int kind =
        unicode.isWhitespace(codePoint)
            ? SPACE
            : unicode.isPunctuation(codePoint) ? PUNCTUATION : WORD;
    return (kind << KIND_SHIFT) | codePoint;
  }

  private Block block(int index) {
    Block block = blocks.getAcquire(index);
    if (block == null) {
      // Two threads may both fill a block: they fill it alike.
      block = fill(index << BLOCK_BITS);
      blocks.setRelease(index, block);
    }
    return block;
  }

  private Block fill(int first) {
    int[] entries = new int[BLOCK];
    int[] @Nullable [] parts = new int[BLOCK] @Nullable [];
    for (int i = 0; i < BLOCK; i++) {
      int[] cleaned = clean(first + i);
      if (settings.stripAccents()) {
        int[] decomposed = Arrays.stream(cleaned).flatMap(this::decompose).toArray();
        if (Arrays.stream(decomposed).anyMatch(this::staysAndMoves)) {
          entries[i] = REORDERED << KIND_SHIFT;
          continue;
        }
        cleaned = Arrays.stream(decomposed).filter(c -> !unicode.isNonspacingMark(c)).toArray();
      }
      int[] result = Arrays.stream(cleaned).flatMap(c -> Arrays.stream(fold(c))).toArray();
      switch (result.length) {
        case 0 -> entries[i] = REMOVED << KIND_SHIFT;
        case 1 -> entries[i] = result[0];
        default -> {
          entries[i] = SEVERAL << KIND_SHIFT;
          parts[i] = result;
        }
      }
    }
    return new Block(entries, parts);
  }

  private IntStream decompose(int codePoint) {
    return Arrays.stream(unicode.decompose(codePoint));
  }

  private boolean staysAndMoves(int codePoint) {
    return unicode.combiningClass(codePoint) != 0 && !unicode.isNonspacingMark(codePoint);
  }

  /**
   * The blocks that BERT's authors took for Chinese. That U+2B820 to U+2B91F is not among them is
   * their choice.
   */
  private static boolean isChinese(int c) {
    return (c >= 0x4E00 && c <= 0x9FFF)
        || (c >= 0x3400 && c <= 0x4DBF)
        || (c >= 0x20000 && c <= 0x2A6DF)
        || (c >= 0x2A700 && c <= 0x2B73F)
        || (c >= 0x2B740 && c <= 0x2B81F)
        || (c >= 0x2B920 && c <= 0x2CEAF)
        || (c >= 0xF900 && c <= 0xFAFF)
        || (c >= 0x2F800 && c <= 0x2FA1F);
  }
}
