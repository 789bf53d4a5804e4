package dev.heed.models.tokenizer;

import java.util.Arrays;

/**
 * Normalized text in UTF-16 units, with the place in the original that each comes from and its kind
 * (see {@link CharacterTable}). Scratch memory of one thread.
 */
final class NormalizedText implements CharSequence {
  private String original = "";
  private char[] units;
  private int[] origins;
  private byte[] kinds;
  private int length;

  NormalizedText(int capacity) {
    units = new char[capacity];
    origins = new int[capacity];
    kinds = new byte[capacity];
  }

  /** Forgets what it has, to take text that comes from {@code text}. */
  void reset(String text) {
    original = text;
    length = 0;
  }

  /** Appends the code point of a simple entry, which comes from {@code origin}. */
  void append(int entry, int origin) {
    if (length + 2 > units.length) {
      grow();
    }
    int codePoint = CharacterTable.codePoint(entry);
    byte kind = (byte) CharacterTable.kind(entry);
    if (codePoint < Character.MIN_SUPPLEMENTARY_CODE_POINT) {
      units[length] = (char) codePoint;
    } else {
      units[length] = Character.highSurrogate(codePoint);
      origins[length] = origin;
      kinds[length] = kind;
      length++;
      units[length] = Character.lowSurrogate(codePoint);
    }
    origins[length] = origin;
    kinds[length] = kind;
    length++;
  }

  char unit(int index) {
    return units[index];
  }

  int kind(int index) {
    return kinds[index];
  }

  /** Where in the original the unit at {@code index} begins. */
  int start(int index) {
    return origins[index];
  }

  /** Where in the original the unit before {@code index} ends. */
  int end(int index) {
    int last = origins[index - 1];
    boolean pair =
        Character.isHighSurrogate(original.charAt(last))
            && last + 1 < original.length()
            && Character.isLowSurrogate(original.charAt(last + 1));
    return last + (pair ? 2 : 1);
  }

  /** How many code points lie in [from, to). */
  int codePoints(int from, int to) {
    return Character.codePointCount(units, from, to - from);
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public char charAt(int index) {
    return unit(index);
  }

  @Override
  public String subSequence(int from, int to) {
    return new String(units, from, to - from);
  }

  @Override
  public String toString() {
    return subSequence(0, length);
  }

  private void grow() {
    int capacity = Math.addExact(Math.multiplyExact(units.length, 2), 2);
    units = Arrays.copyOf(units, capacity);
    origins = Arrays.copyOf(origins, capacity);
    kinds = Arrays.copyOf(kinds, capacity);
  }
}
