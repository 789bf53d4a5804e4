package dev.heed.models.tokenizer;

import java.util.OptionalInt;

/**
 * Byte-pair encoding: the characters of a piece merge two by two, in the order that training found
 * the merges. (Sennrich et al. 2016.)
 */
final class BpeModel extends MergingModel {
  /**
   * What a file says of a model.
   *
   * @param wholeWords whether a piece that is a token is that token, whatever the merges say
   *     ("ignore_merges")
   * @param prefix what a character that does not begin a piece is looked up with; mostly empty
   * @param suffix what a character that ends a piece is looked up with; mostly empty
   */
  record Settings(boolean wholeWords, String prefix, String suffix) {
    static final Settings PLAIN = new Settings(false, "", "");

    /** Whether how a part is spelled does not depend on where in its piece it stands. */
    boolean spellsWordsAlone() {
      return !wholeWords && prefix.isEmpty() && suffix.isEmpty();
    }
  }

  private final Vocabulary vocabulary;
  private final MergeTable merges;
  private final Settings settings;
  private final UnknownText unknown;
  private final CharacterIds characters;

  /**
   * @param vocabulary what the model itself knows
   * @param names this and the added tokens, one of which may be the unknown token
   */
  BpeModel(
      Vocabulary vocabulary,
      Vocabulary names,
      MergeTable merges,
      Settings settings,
      UnknownText unknown) {
    this(vocabulary, names, merges, settings, unknown, new CharacterIds(vocabulary));
  }

  private BpeModel(
      Vocabulary vocabulary,
      Vocabulary names,
      MergeTable merges,
      Settings settings,
      UnknownText unknown,
      CharacterIds characters) {
    super(names, characters.id(SPACE) != CharacterIds.NONE && settings.spellsWordsAlone());
    this.vocabulary = vocabulary;
    this.merges = merges;
    this.settings = settings;
    this.unknown = unknown;
    this.characters = characters;
  }

  @Override
  Symbols merged(AlignedText text, int from, int to) {
    if (settings.wholeWords()) {
      OptionalInt whole = vocabulary.id(text.subSequence(from, to));
      if (whole.isPresent()) {
        Symbols one = new Symbols(1);
        one.add(whole.getAsInt(), 0, to - from);
        return one;
      }
    }
    Symbols symbols = new Symbols(to - from);
    boolean afterUnknown = false;
    for (int at = from; at < to; ) {
      int codePoint = text.codePointAt(at);
      int end = at + Character.charCount(codePoint);
      int id = id(codePoint, at == from, end == to);
      if (id != CharacterIds.NONE) {
        symbols.add(id, at - from, end - from);
        afterUnknown = false;
      } else {
        afterUnknown = unknown.add(codePoint, at - from, end - from, afterUnknown, symbols);
      }
      at = end;
    }
    symbols.merge(merges);
    return symbols;
  }

  private int id(int codePoint, boolean first, boolean last) {
    boolean prefixed = !first && !settings.prefix().isEmpty();
    boolean suffixed = last && !settings.suffix().isEmpty();
    if (!prefixed && !suffixed) {
      return characters.id(codePoint);
    }
    String written =
        (prefixed ? settings.prefix() : "")
            + Character.toString(codePoint)
            + (suffixed ? settings.suffix() : "");
    return vocabulary.id(written).orElse(CharacterIds.NONE);
  }

  /** Merges in the making: by the names of what they join. */
  static final class Merges {
    private final Vocabulary vocabulary;
    private final String prefix;
    private final String source;
    private final MergeTable table;
    private int priority;

    /**
     * @param count how many there will be
     * @param prefix what the second of a pair begins with, and the result has not
     * @param source what errors call the file
     */
    Merges(Vocabulary vocabulary, int count, String prefix, String source) {
      if (count > MergeTable.MOST) {
        throw new TokenizerFormatException(
            "%s: there are %,d merges; expected %,d at most"
                .formatted(source, count, MergeTable.MOST));
      }
      this.vocabulary = vocabulary;
      this.prefix = prefix;
      this.source = source;
      this.table = new MergeTable(count);
    }

    /** The next merge in the order of training. */
    void add(String left, String right) {
      String joined = left + (right.startsWith(prefix) ? right.substring(prefix.length()) : right);
      table.put(id(left, right, left), id(left, right, right), priority++, id(left, right, joined));
    }

    /** As a line of a file has it: two tokens with a space between. */
    void addLine(String line) {
      int space = line.indexOf(' ', 1);
      if (space < 0 || space == line.length() - 1 || line.indexOf(' ', space + 1) >= 0) {
        throw new TokenizerFormatException(
            "%s: merge %d is %s; expected two tokens with a space between"
                .formatted(source, priority, Quoted.of(line)));
      }
      add(line.substring(0, space), line.substring(space + 1));
    }

    MergeTable build() {
      return table;
    }

    private int id(String left, String right, String token) {
      return vocabulary
          .id(token)
          .orElseThrow(() ->
              new TokenizerFormatException(
                  "%s: merge %d joins %s and %s, but %s is not in the vocabulary of %,d tokens"
                      .formatted(
                          source,
                          priority,
                          Quoted.of(left),
                          Quoted.of(right),
                          Quoted.of(token),
                          vocabulary.size())));
    }
  }
}
