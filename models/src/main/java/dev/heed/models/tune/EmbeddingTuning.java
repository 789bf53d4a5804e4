package dev.heed.models.tune;

import dev.heed.models.data.AnchoredTexts;
import dev.heed.models.data.Dataset;
import dev.heed.models.data.LabelledTexts;
import dev.heed.models.data.RetrievalSet;
import dev.heed.models.data.TextPairs;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tunes a pretrained encoder so that texts which belong together have vectors near each other: by
 * telling, in each batch, the text that belongs to an anchor from all others ({@link
 * dev.heed.models.loss.RankingLoss}).
 *
 * {@snippet :
 * Dataset training = Dataset.read(DataFile.of(Path.of("questions.csv")), DataPart.TRAINING);
 * Dataset others = Dataset.read(DataFile.of(Path.of("others.csv")), DataPart.VALIDATION);
 * try (TunedEmbedder tuned =
 *     EmbeddingTuning.ofLabels("all-minilm-l6-v2", "text", "category").tune(training, others)) {
 *   System.out.println(tuned.before().orElseThrow().ndcgAt10() + " became");
 *   System.out.println(tuned.evaluate(others).ndcgAt10());
 *   tuned.save(Path.of("my-embedder"));
 * }
 * try (TextEmbedder embedder = TextEmbedder.load(Path.of("my-embedder"))) {
 *   Embedding question = embedder.embed("where is my card?");
 * }
 * }
 *
 * <p>Pooling, normalisation and prefixes stay those of the base; an encoder from nothing has the
 * mean over all tokens, scaled to length 1, and no prefixes. Where the settings choose none, the
 * rate is 5e-5, from nothing 5e-4, and 1e-3 by changes of low rank. The same data, settings and
 * backend give the same model to the bit.
 */
public final class EmbeddingTuning extends Tuning<EmbeddingTuning> {
  final String base;
  final List<String> texts;
  final @Nullable String label;
  final Function<Dataset, TextPairs> pairs;
  final Function<Dataset, RetrievalSet> retrieval;
  RankingSettings settings = RankingSettings.DEFAULT;
  @Nullable Dataset others;
  @Nullable NewEncoder fresh;
  @Nullable LowRankSettings lowRank;

  private EmbeddingTuning(
      String base,
      List<String> texts,
      @Nullable String label,
      Function<Dataset, TextPairs> pairs,
      Function<Dataset, RetrievalSet> retrieval) {
    this.base = base;
    this.texts = List.copyOf(texts);
    this.label = label;
    this.pairs = pairs;
    this.retrieval = retrieval;
  }

  /**
   * Texts of one label belong together: pairs are drawn anew each epoch, and never two of one label
   * into one batch.
   *
   * @param base a built-in model, a folder, or what was pulled as ORG/MODEL
   * @param text the column of texts
   * @param label the column of labels
   */
  public static EmbeddingTuning ofLabels(String base, String text, String label) {
    return new EmbeddingTuning(
        base,
        List.of(text),
        label,
        data -> LabelledTexts.of(data, text, label),
        data -> RetrievalSet.ofLabels(data, text, label));
  }

  /**
   * The data says which texts belong together, such as questions and answers.
   *
   * @param base a built-in model, a folder, or what was pulled as ORG/MODEL
   * @param anchor the column of anchors: they get the model's prefix for questions, if it has one
   * @param positive the column of texts that belong to them
   * @param negative the column of texts that do not, empty where a pair has none; null for no such
   *     column
   */
  public static EmbeddingTuning ofPairs(
      String base, String anchor, String positive, @Nullable String negative) {
    return new EmbeddingTuning(
        base,
        List.of(anchor, positive),
        null,
        data -> AnchoredTexts.of(data, anchor, positive, negative),
        data -> RetrievalSet.ofPairs(data, anchor, positive));
  }

  @Override
  EmbeddingTuning self() {
    return this;
  }

  /** With these settings. */
  public EmbeddingTuning with(RankingSettings choice) {
    settings = choice;
    return this;
  }

  /**
   * With an encoder from nothing, of the BERT shape, in place of the pretrained one, of which the
   * tokenizer alone is taken: to see what pretraining is worth.
   *
   * @param layers of it
   * @param width of hidden states; the inner width is four times that
   * @param heads of attention
   * @throws IllegalArgumentException when changes of low rank were chosen
   */
  public EmbeddingTuning fromNothing(int layers, int width, int heads) {
    fresh = new NewEncoder(layers, width, heads);
    EncoderStart.check(fresh, lowRank);
    return this;
  }

  /**
   * By changes of low rank beside the matrices of the pretrained encoder, which stay (LoRA, Hu et
   * al., 2021); otherwise all parameters learn.
   *
   * @throws IllegalArgumentException when the encoder begins from nothing
   */
  public EmbeddingTuning byLowRank(LowRankSettings changes) {
    lowRank = changes;
    EncoderStart.check(fresh, lowRank);
    return this;
  }

  /** With data that the base is measured on, to compare with: validation data otherwise. */
  public EmbeddingTuning comparingOn(Dataset choice) {
    others = choice;
    return this;
  }

  /**
   * Tunes; goes on from the checkpoint in the settings' folder where there is one.
   *
   * @param validation what decides which epoch is best, by nDCG@10; null or none for the last epoch
   * @throws dev.heed.models.data.DataException when the data is not as {@link LabelledTexts},
   *     {@link AnchoredTexts} and {@link RetrievalSet} need it
   * @throws dev.heed.models.train.TrainingException as {@link dev.heed.models.train.Trainer} does
   */
  public TunedEmbedder tune(Dataset training, @Nullable Dataset validation) {
    TextPairs learned = pairs.apply(training);
    @Nullable RetrievalSet measured =
        validation == null || validation.size() == 0 ? null : retrieval.apply(validation);
    @Nullable RetrievalSet compared = others == null ? measured : retrieval.apply(others);
    return onBase(
        base,
        (source, opened, isOwned) ->
            new EmbeddingTuningRun(this, source, opened, isOwned)
                .tune(training, learned, measured, compared));
  }
}
