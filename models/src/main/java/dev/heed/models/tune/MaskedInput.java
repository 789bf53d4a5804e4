package dev.heed.models.tune;

import dev.heed.models.arch.TokenBatch;
import dev.heed.models.data.DataException;
import dev.heed.models.data.Dataset;
import dev.heed.models.loss.MaskedTexts;
import dev.heed.models.loss.TokenMasking;
import dev.heed.models.spec.ModelException;
import java.util.List;

/**
 * Texts some of whose tokens can be hidden.
 *
 * @param input makes them tokens
 * @param masking hides tokens to measure by: of all models the same
 */
record MaskedInput(TextInput input, TokenMasking masking) {
  /**
   * By the tokenizer's own mask.
   *
   * @param model for error texts
   * @throws ModelException when it has none
   */
  static MaskedInput of(TextInput input, String model) {
    try {
      return new MaskedInput(input, TokenMasking.toMeasure(input.tokenizer()));
    } catch (IllegalArgumentException e) {
      throw new ModelException("model '%s': %s".formatted(model, e.getMessage()), e);
    }
  }

  /** Hides such a share of tokens to learn from, by a seed. */
  TokenMasking masking(double share, long seed) {
    return TokenMasking.of(input.tokenizer(), seed).at(share);
  }

  /**
   * Those texts of a data set that have a token which may be hidden.
   *
   * @throws DataException when there is none
   */
  List<EncodedText> texts(Dataset data) {
    List<EncodedText> some =
        data.examples().stream()
            .map(input::encode)
            .filter(text -> masking.hasOrdinary(text.ids()))
            .toList();
    if (some.isEmpty()) {
      throw new DataException(
          "%s: none of its %,d texts has a token that may be hidden: they are empty, or the tokenizer knows no word of them"
              .formatted(data.name(), data.size()));
    }
    return some;
  }

  /**
   * The same, hidden to measure by.
   *
   * @throws DataException when there is none
   */
  MaskedTexts toMeasure(Dataset data) {
    return new MaskedTexts(
        texts(data).stream()
            .map(text -> TokenBatch.of(List.of(text.ids()), List.of(text.types())))
            .toList(),
        masking);
  }
}
