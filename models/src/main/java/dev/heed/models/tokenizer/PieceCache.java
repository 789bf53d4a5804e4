package dev.heed.models.tokenizer;

import org.jspecify.annotations.Nullable;

/**
 * Remembers what short pieces become, since most words of a text were there before: one entry for
 * each hash, the newest. Threads share it without a lock; an entry never changes.
 */
final class PieceCache {
  /** Units of a piece worth remembering. */
  static final int LONGEST = 32;

  private static final int ENTRIES = 1 << 14;

  private record Entry(char[] piece, Symbols symbols) {}

  private final @Nullable Entry[] entries = new Entry[ENTRIES];

  @Nullable Symbols get(char[] units, int from, int to) {
    Entry entry = entries[slot(units, from, to)];
    if (entry == null || entry.piece.length != to - from) {
      return null;
    }
    for (int i = 0; i < entry.piece.length; i++) {
      if (entry.piece[i] != units[from + i]) {
        return null;
      }
    }
    return entry.symbols;
  }

  void put(String piece, Symbols symbols) {
    char[] units = piece.toCharArray();
    entries[slot(units, 0, units.length)] = new Entry(units, symbols);
  }

  private static int slot(char[] units, int from, int to) {
    int hash = 1;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + units[i];
    }
    hash *= 0x9E3779B9;
    return hash >>> 18;
  }
}
