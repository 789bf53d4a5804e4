package dev.heed.models.tokenizer;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A {@link CharacterMap} as Hugging Face's tokenizers apply it: to what a reader takes for one
 * character where that is short, else to its code points; and of several entries that begin there,
 * the shortest counts.
 */
record PrecompiledNormalizer(CharacterMap map) implements TextNormalizer {
  /** Bytes of a character that is looked up as a whole. */
  private static final int SHORT = 5;

  private static final Pattern CHARACTER = Pattern.compile("\\X");

  @Override
  public AlignedText normalize(AlignedText text) {
    AlignedText out = text.emptyCopy(text.length() + 8);
    Matcher matcher = CHARACTER.matcher(text);
    int length = text.length();
    for (int at = 0; at < length; ) {
      int end = at + 1;
      boolean alone =
          text.charAt(at) < 0x300
              && text.charAt(at) != '\r'
              && (end == length || text.charAt(end) < 0x300);
      if (!alone) {
        matcher.region(at, length);
        end = matcher.lookingAt() ? matcher.end() : at + Character.charCount(text.codePointAt(at));
      }
      append(text, at, end, out);
      at = end;
    }
    return out;
  }

  private void append(AlignedText text, int from, int to, AlignedText out) {
    if (isShort(text, from, to)) {
      long found = map.find(text, from, to, false);
      if (found != CharacterMap.NONE) {
        out.append(map.replacement((int) found), text.start(from));
        return;
      }
    }
    for (int at = from; at < to; ) {
      int end = at + Character.charCount(text.codePointAt(at));
      long found = map.find(text, at, end, false);
      if (found == CharacterMap.NONE) {
        out.append(text, at, end);
      } else {
        out.append(map.replacement((int) found), text.start(at));
      }
      at = end;
    }
  }

  private static boolean isShort(AlignedText text, int from, int to) {
    int bytes = 0;
    for (int at = from; at < to && bytes <= SHORT; ) {
      int c = text.codePointAt(at);
      bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
      at += Character.charCount(c);
    }
    return bytes <= SHORT;
  }
}
