package dev.heed.models.tune;

import dev.heed.models.spec.NewModel;
import org.jspecify.annotations.Nullable;

/**
 * Trains a language model on a text: one from nothing, or a pretrained one.
 *
 * {@snippet :
 * try (TunedLanguage tuned =
 *     LanguageTuning.fromNothing(NewModel.Shape.GPT2, 4, 128, 4).tune(training, validation)) {
 *   System.out.println(tuned.loss() + " nats a character");
 *   tuned.save(Path.of("shakespeare"));
 * }
 * }
 *
 * <p>The same texts, settings and backend give the same model to the bit.
 */
public final class LanguageTuning extends Tuning<LanguageTuning> {
  final @Nullable String base;
  final NewModel.@Nullable Shape shape;
  final int layers;
  final int width;
  final int heads;
  LanguageSettings settings = LanguageSettings.SMALL;
  @Nullable LowRankSettings lowRank;

  private LanguageTuning(
      @Nullable String base, NewModel.@Nullable Shape shape, int layers, int width, int heads) {
    this.base = base;
    this.shape = shape;
    this.layers = layers;
    this.width = width;
    this.heads = heads;
  }

  /**
   * A pretrained decoder, all of whose parameters are tuned unless {@link #byLowRank} says
   * otherwise.
   *
   * @param base a folder, or what was pulled as ORG/MODEL
   */
  public static LanguageTuning of(String base) {
    return new LanguageTuning(base, null, 0, 0, 0);
  }

  /**
   * A decoder from nothing over the characters of the text.
   *
   * @param shape GPT-2's or Llama's
   * @param width of hidden states; the inner width is four times that
   */
  public static LanguageTuning fromNothing(NewModel.Shape shape, int layers, int width, int heads) {
    if (shape == NewModel.Shape.BERT) {
      throw new IllegalArgumentException("a language model is a decoder; BERT is an encoder");
    }
    return new LanguageTuning(null, shape, layers, width, heads);
  }

  @Override
  LanguageTuning self() {
    return this;
  }

  /** With these settings. */
  public LanguageTuning with(LanguageSettings choice) {
    settings = choice;
    return this;
  }

  /**
   * By changes of low rank beside the matrices of a pretrained decoder, which stay (LoRA, Hu et
   * al., 2021).
   */
  public LanguageTuning byLowRank(LowRankSettings changes) {
    if (base == null) {
      throw new IllegalArgumentException(
          "a decoder from nothing has nothing worth keeping: tune all its parameters");
    }
    lowRank = changes;
    return this;
  }

  /**
   * Trains; goes on from the checkpoint in the settings' folder where there is one.
   *
   * @param training the text that is learned
   * @param validation a text that is foretold, block by block, to measure the model; a pretrained
   *     one before it is tuned too
   */
  public TunedLanguage tune(String training, String validation) {
    String pretrained = base;
    return pretrained == null
        ? onBackend((backend, isOwned) ->
            new LanguageRun(this, null, backend, isOwned).train(training, validation))
        : onBase(
            pretrained,
            (source, backend, isOwned) ->
                new LanguageRun(this, source, backend, isOwned).train(training, validation));
  }
}
