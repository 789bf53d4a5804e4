package dev.heed.models.tokenizer;

import java.util.List;

/**
 * Joins tokens to text: with a space before each but those that continue a word.
 *
 * @param prefix what marks a token that continues a word
 * @param cleanup whether to take the space before punctuation and English contractions out again
 */
record WordPieceDecoder(String prefix, boolean cleanup) implements TokenDecoder {
  /** What is replaced, in this order, and by what. */
  private static final List<List<String>> CLEANUPS =
      List.of(
          List.of(" .", "."),
          List.of(" ?", "?"),
          List.of(" !", "!"),
          List.of(" ,", ","),
          List.of(" ' ", "'"),
          List.of(" n't", "n't"),
          List.of(" 'm", "'m"),
          List.of(" do not", " don't"),
          List.of(" 's", "'s"),
          List.of(" 've", "'ve"),
          List.of(" 're", "'re"));

  @Override
  public Stage open(Stage next) {
    return new TokenDecoders.Mapped(next) {
      @Override
      String map(String token, boolean first) {
        return first ? cleaned(token) : inMiddle(token);
      }
    };
  }

  @Override
  public String inMiddle(String token) {
    return cleaned(token.startsWith(prefix) ? token.substring(prefix.length()) : " " + token);
  }

  private String cleaned(String token) {
    return cleanup ? clean(token) : token;
  }

  private static String clean(String token) {
    String cleaned = token;
    for (List<String> cleanup : CLEANUPS) {
      cleaned = cleaned.replace(cleanup.get(0), cleanup.get(1));
    }
    return cleaned;
  }
}
