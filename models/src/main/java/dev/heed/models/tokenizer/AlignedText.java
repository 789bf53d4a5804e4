package dev.heed.models.tokenizer;

import java.util.Arrays;

/**
 * Text on its way to the model: UTF-16 units, and for each the place in the original that it comes
 * from.
 */
final class AlignedText implements CharSequence {
  private static final char REPLACEMENT = '\ufffd';

  private String original;
  private char[] units;
  private int[] origins;
  private int length;

  /** An empty one, whose text will come from {@code original}. */
  AlignedText(String original, int capacity) {
    this.original = original;
    this.units = new char[Math.max(capacity, 16)];
    this.origins = new int[units.length];
  }

  /** original[from, to) as it stands; an unpaired surrogate counts as U+FFFD. */
  static AlignedText of(String original, int from, int to) {
    AlignedText text = new AlignedText(original, to - from);
    original.getChars(from, to, text.units, 0);
    text.length = to - from;
    for (int i = 0; i < text.length; i++) {
      text.origins[i] = from + i;
      if (Character.isSurrogate(text.units[i])) {
        i = text.repair(i, from);
      }
    }
    return text;
  }

  /** The index of the last unit that was looked at. */
  private int repair(int index, int from) {
    boolean pair =
        Character.isHighSurrogate(units[index])
            && index + 1 < length
            && Character.isLowSurrogate(units[index + 1]);
    if (!pair) {
      units[index] = REPLACEMENT;
      return index;
    }
    // Both units of a code point begin where it does.
    origins[index + 1] = from + index;
    return index + 1;
  }

  /** An empty text of the same original. */
  AlignedText emptyCopy(int capacity) {
    return new AlignedText(original, capacity);
  }

  /** The text [from, to) of this. */
  AlignedText slice(int from, int to) {
    AlignedText text = new AlignedText(original, to - from);
    text.append(this, from, to);
    return text;
  }

  /** Forgets what it has, to take text of the same original as {@code like}. */
  void restart(AlignedText like) {
    original = like.original;
    length = 0;
  }

  /** Appends one unit that comes from {@code origin}. */
  void append(char unit, int origin) {
    if (length == units.length) {
      grow(1);
    }
    units[length] = unit;
    origins[length++] = origin;
  }

  void appendCodePoint(int codePoint, int origin) {
    if (codePoint < Character.MIN_SUPPLEMENTARY_CODE_POINT) {
      append((char) codePoint, origin);
    } else {
      append(Character.highSurrogate(codePoint), origin);
      append(Character.lowSurrogate(codePoint), origin);
    }
  }

  /** Appends {@code added}, all of which comes from {@code origin}. */
  void append(CharSequence added, int origin) {
    for (int i = 0; i < added.length(); i++) {
      append(added.charAt(i), origin);
    }
  }

  /** Appends other[from, to) with its origins. */
  void append(AlignedText other, int from, int to) {
    int count = to - from;
    if (length + count > units.length) {
      grow(count);
    }
    System.arraycopy(other.units, from, units, length, count);
    System.arraycopy(other.origins, from, origins, length, count);
    length += count;
  }

  /** The units, of which the first {@link #length} count. */
  char[] units() {
    return units;
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

  /** The code point at {@code index}; there are only whole ones. */
  int codePointAt(int index) {
    char unit = units[index];
    return Character.isHighSurrogate(unit) ? Character.toCodePoint(unit, units[index + 1]) : unit;
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public char charAt(int index) {
    return units[index];
  }

  @Override
  public String subSequence(int from, int to) {
    return new String(units, from, to - from);
  }

  @Override
  public String toString() {
    return subSequence(0, length);
  }

  private void grow(int more) {
    int capacity = Math.max(Math.addExact(length, more), Math.multiplyExact(units.length, 2));
    units = Arrays.copyOf(units, capacity);
    origins = Arrays.copyOf(origins, capacity);
  }
}
