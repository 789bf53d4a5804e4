package dev.heed.models.tune;

import dev.heed.models.data.DataFile;
import dev.heed.models.data.Dataset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Trains an encoder by masked language modelling on texts without labels: one from nothing, or a
 * pretrained one further, on the texts of the task that it is for. What comes out is a base for
 * {@link TextTuning}.
 *
 * {@snippet :
 * Dataset texts = Dataset.read(DataFile.of(Path.of("texts.txt")), DataPart.TRAINING);
 * try (TunedMaskedLanguage tuned =
 *     MaskedLanguageTuning.fromNothing("all-minilm-l6-v2", List.of("text"), 4, 128, 4)
 *         .tune(texts, null)) {
 *   tuned.save(Path.of("my-encoder"));
 * }
 * TextTuning.classify("my-encoder", List.of("text"), "label");
 * }
 *
 * <p>Of the tokens 15 % are chosen anew each epoch: 80 % of these become the mask, 10 % another
 * token, 10 % stay; special tokens are never chosen. Only the chosen ones go through the product
 * with the vocabulary. Where the settings choose neither, an encoder from nothing learns for 30
 * epochs at a rate of 5e-4, a pretrained one at 5e-5, or 1e-3 by changes of low rank, for as many
 * as {@link Course} chooses.
 *
 * <p>The same texts, settings and backend give the same model to the bit.
 */
public final class MaskedLanguageTuning extends Tuning<MaskedLanguageTuning> {
  final String base;
  final List<String> texts;
  final @Nullable NewEncoder fresh;
  MaskedLanguageSettings settings = MaskedLanguageSettings.DEFAULT;
  @Nullable LowRankSettings lowRank;
  @Nullable Dataset others;

  private MaskedLanguageTuning(String base, List<String> texts, @Nullable NewEncoder fresh) {
    this.base = base;
    this.texts = TextInput.checked(texts);
    this.fresh = fresh;
  }

  /**
   * A pretrained encoder, all of whose parameters are trained unless {@link #byLowRank} says
   * otherwise. Its head for masked words is read where it has one, and begins anew where it has
   * none.
   *
   * @param base a built-in model, a folder, or what was pulled as ORG/MODEL
   * @param texts the column of texts, or two that go together
   * @throws IllegalArgumentException when there are none, or more
   */
  public static MaskedLanguageTuning of(String base, List<String> texts) {
    return new MaskedLanguageTuning(base, texts, null);
  }

  /**
   * An encoder from nothing, of the BERT shape.
   *
   * @param tokenizer the model whose tokenizer is taken, named as a base is
   * @param texts the column of texts, or two that go together
   * @param layers of it
   * @param width of hidden states; the inner width is four times that
   * @param heads of attention
   * @throws IllegalArgumentException when there is no column of texts, or more than two
   */
  public static MaskedLanguageTuning fromNothing(
      String tokenizer, List<String> texts, int layers, int width, int heads) {
    return new MaskedLanguageTuning(tokenizer, texts, new NewEncoder(layers, width, heads));
  }

  @Override
  MaskedLanguageTuning self() {
    return this;
  }

  /** With these settings. */
  public MaskedLanguageTuning with(MaskedLanguageSettings choice) {
    settings = choice;
    return this;
  }

  /**
   * By changes of low rank beside the matrices of a pretrained encoder, which stay (LoRA, Hu et
   * al., 2021). A head for masked words learns too where it begins anew, but for the bias over the
   * vocabulary, which stays 0: the layout of PEFT has no place for it without the tied table.
   *
   * @throws IllegalArgumentException when the encoder begins from nothing
   */
  public MaskedLanguageTuning byLowRank(LowRankSettings changes) {
    EncoderStart.check(fresh, changes);
    lowRank = changes;
    return this;
  }

  /** With data that the base is measured on, to compare with: validation data otherwise. */
  public MaskedLanguageTuning comparingOn(Dataset choice) {
    others = choice;
    return this;
  }

  /**
   * Trains; goes on from the checkpoint in the settings' folder where there is one.
   *
   * @param validation what decides which epoch is best; null for the last epoch
   * @throws dev.heed.models.data.DataException when the data has no such column, or no text with a
   *     token that may be hidden
   * @throws dev.heed.models.spec.ModelException when the model has no head for masked words, or its
   *     tokenizer no mask
   * @throws dev.heed.models.train.TrainingException as {@link dev.heed.models.train.Trainer} does
   */
  public TunedMaskedLanguage tune(Dataset training, @Nullable Dataset validation) {
    return onBase(
        base,
        (source, opened, isOwned) ->
            new MaskedLanguageRun(this, source, opened, isOwned).tune(training, validation));
  }

  /**
   * The same of a file that need not fit into memory. It is read once to see how long its texts
   * are, and again each epoch, when texts are drawn from a buffer of those that come next: where
   * the file is sorted, take a large one. In memory are two buffers of texts and a number for each
   * text.
   *
   * @param buffer texts, at least those of a step
   */
  public TunedMaskedLanguage tune(DataFile training, int buffer, @Nullable Dataset validation) {
    return onBase(
        base,
        (source, opened, isOwned) ->
            new MaskedLanguageRun(this, source, opened, isOwned)
                .tune(training, buffer, validation));
  }
}
