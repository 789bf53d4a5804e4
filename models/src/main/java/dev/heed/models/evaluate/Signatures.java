package dev.heed.models.evaluate;

/**
 * What a value depends on, in the form of sacrebleu, so that papers and programs can be compared.
 */
final class Signatures {
  /** The version of sacrebleu whose values these are. */
  static final String VERSION = "2.6.0";

  private Signatures() {}

  static String of(TextPairs texts, String... settings) {
    return "nrefs:%s|%s|version:%s"
        .formatted(texts.referenceCount(), String.join("|", settings), VERSION);
  }
}
