package dev.heed.models.tokenizer;

/** Rewrites text before it is cut. */
interface TextNormalizer {
  TextNormalizer NONE = text -> text;

  /** The normalized text: {@code text} itself where nothing changes. */
  AlignedText normalize(AlignedText text);

  /** This, and then {@code next}. */
  default TextNormalizer then(TextNormalizer next) {
    return text -> next.normalize(normalize(text));
  }
}
