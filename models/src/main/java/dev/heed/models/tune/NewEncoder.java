package dev.heed.models.tune;

import dev.heed.models.load.EmbeddingSettings;
import dev.heed.models.spec.NewModel;
import dev.heed.models.tokenizer.Tokenizer;

/**
 * The size of an encoder of the BERT shape that begins from nothing, over the tokenizer of another
 * model.
 *
 * @param layers of it
 * @param width of hidden states; the inner width is four times that
 * @param heads of attention
 */
record NewEncoder(int layers, int width, int heads) {
  /** Where the tokenizer's model does not say how long its texts may be. */
  private static final int LONGEST = 512;

  /** For those who look how a model was made. */
  String inWords() {
    return "bert, %d layers of width %d, %d heads".formatted(layers, width, heads);
  }

  /** For the tokens of a model, and its longest texts. */
  NewModel over(Tokenizer tokenizer, EmbeddingSettings embedding) {
    int longest = embedding.maxTokens();
    return new NewModel(
        NewModel.Shape.BERT,
        layers,
        width,
        heads,
        4 * width,
        tokenizer.vocabularySize(),
        longest > 0 ? longest : LONGEST);
  }
}
