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

  /** Hides tokens to learn from, by a seed. */
  TokenMasking masking(MaskedLanguageSettings settings) {
    TokenMasking some =
        TokenMasking.of(input.tokenizer(), settings.course().seed()).at(settings.share());
    return settings.wholeWords() ? some.ofWholeWords() : some;
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
      throw nothingToHide(data.name(), data.size());
    }
    return some;
  }

  /** What is wrong with texts that have no token which may be hidden. */
  DataException nothingToHide(String data, int texts) {
    return new DataException(
        "%s: none of its %,d texts has a token that may be hidden: they are empty, or the tokenizer knows no word of them"
            .formatted(data, texts));
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
