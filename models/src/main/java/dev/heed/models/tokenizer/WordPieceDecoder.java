package dev.heed.models.tokenizer;

import java.util.List;

/**
 * Joins tokens to text: with a space before each but those that continue a word.
 *
 * @param prefix what marks a token that continues a word
 * @param cleanup whether to take the space before punctuation and English contractions out again
 */
record WordPieceDecoder(String prefix, boolean cleanup) {
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

  String decode(List<String> tokens) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < tokens.size(); i++) {
      String token = tokens.get(i);
      if (i > 0) {
        token = token.startsWith(prefix) ? token.substring(prefix.length()) : " " + token;
      }
      text.append(cleanup ? clean(token) : token);
    }
    return text.toString();
  }

  private static String clean(String token) {
    String cleaned = token;
    for (List<String> cleanup : CLEANUPS) {
      cleaned = cleaned.replace(cleanup.get(0), cleanup.get(1));
    }
    return cleaned;
  }
}
