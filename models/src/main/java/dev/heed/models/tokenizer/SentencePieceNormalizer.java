package dev.heed.models.tokenizer;

import org.jspecify.annotations.Nullable;

/** Normalization as SentencePiece does it: characters are mapped, spaces put in order. */
final class SentencePieceNormalizer implements TextNormalizer {
  /**
   * What a model says of it.
   *
   * @param dummyPrefix whether a space is put before a text
   * @param removeExtra whether spaces at the ends go, and of several in a row all but one
   * @param escape whether a space is written U+2581
   */
  record Settings(boolean dummyPrefix, boolean removeExtra, boolean escape) {}

  private final @Nullable CharacterMap map;
  private final Settings settings;
  private final CharTrie untouched;

  /**
   * @param map null if characters stay as they are
   * @param untouched symbols that the user defined: they stay as they are
   */
  SentencePieceNormalizer(@Nullable CharacterMap map, Settings settings, CharTrie untouched) {
    this.map = map;
    this.settings = settings;
    this.untouched = untouched;
  }

  @Override
  public AlignedText normalize(AlignedText text) {
    char space = settings.escape() ? MergingModel.SPACE : ' ';
    AlignedText out = text.emptyCopy(text.length() + 8);
    boolean afterSpace = settings.removeExtra();
    boolean begun = false;
    for (int at = 0; at < text.length(); ) {
      int end = symbolEnd(text, at);
      CharSequence becomes = null;
      if (end < 0) {
        end = at + Character.charCount(text.codePointAt(at));
        long found = CharacterMap.NONE;
        if (map != null) {
          found = map.find(text, at, text.length(), true);
        }
        if (map != null && found != CharacterMap.NONE) {
          end = at + (int) (found >>> Integer.SIZE);
          becomes = map.replacement((int) found);
        }
      }
      if (becomes == null) {
        becomes = end == at + 1 ? single(text.charAt(at)) : text.subSequence(at, end);
      }
      int from = 0;
      while (afterSpace && from < becomes.length() && becomes.charAt(from) == ' ') {
        from++;
      }
      if (!begun && !(settings.removeExtra() && from == becomes.length())) {
        begun = true;
        if (settings.dummyPrefix()) {
          out.append(space, text.start(at));
        }
      }
      for (int i = from; i < becomes.length(); i++) {
        char unit = becomes.charAt(i);
        out.append(unit == ' ' ? space : unit, text.start(at));
      }
      if (from < becomes.length()) {
        afterSpace = settings.removeExtra() && becomes.charAt(becomes.length() - 1) == ' ';
      }
      at = end;
    }
    return settings.removeExtra() ? withoutSpacesAtTheEnd(out, space) : out;
  }

  private static final String[] SINGLES = new String[128];

  static {
    for (char c = 0; c < SINGLES.length; c++) {
      SINGLES[c] = Character.toString(c);
    }
  }

  private static String single(char unit) {
    return unit < SINGLES.length ? SINGLES[unit] : Character.toString(unit);
  }

  private static AlignedText withoutSpacesAtTheEnd(AlignedText text, char space) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == space) {
      end--;
    }
    return end == text.length() ? text : text.slice(0, end);
  }

  /** Where the longest symbol ends that begins here, or −1. */
  private int symbolEnd(AlignedText text, int at) {
    int end = -1;
    int node = CharTrie.ROOT;
    for (int i = at; i < text.length() && node != CharTrie.NONE; ) {
      node = untouched.child(node, text.charAt(i++));
      if (node != CharTrie.NONE && untouched.value(node) != CharTrie.NONE) {
        end = i;
      }
    }
    return end;
  }
}
