package dev.heed.models.loss;

import dev.heed.models.arch.TokenBatch;
import dev.heed.models.data.DataChecksum;
import dev.heed.models.data.DataException;
import dev.heed.models.data.TokenBudget;
import dev.heed.models.evaluate.MaskedLanguageMetrics;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Texts to measure masked language models by. Which tokens are hidden depends on the texts and the
 * masking alone: models that share a tokenizer are compared on the same.
 */
public final class MaskedTexts {
  /** Logits over a vocabulary are long; more at once gains nothing. */
  private static final int TOKENS_AT_ONCE = 1024;

  private final List<MaskedTokens> batches;

  /**
   * Hides tokens. Texts of special tokens alone are left out.
   *
   * @param texts one sequence each, with its special tokens
   * @throws DataException when no text is left
   */
  public MaskedTexts(List<TokenBatch> texts, TokenMasking masking) {
    List<TokenBatch> some = texts.stream().filter(text -> masking.hasOrdinary(text.ids())).toList();
    if (some.isEmpty()) {
      throw new DataException(
          "none of %,d texts has a token that may be hidden: they are empty, or the tokenizer knows no word of them"
              .formatted(texts.size()));
    }
    int[] lengths = some.stream().mapToInt(text -> text.ids().length).toArray();
    int most = Math.max(Arrays.stream(lengths).max().orElseThrow(), TOKENS_AT_ONCE);
    batches =
        new TokenBudget(most)
            .batches(lengths, masking.seed(), 0).stream()
                .map(numbers -> hidden(some, numbers, masking))
                .toList();
  }

  /** Of the texts, and of what of them is hidden. */
  public DataChecksum checksum() {
    DataChecksum sum = new DataChecksum();
    batches.forEach(batch -> sum.add(batch.batch().ids()).add(batch.rows()).add(batch.targets()));
    return sum;
  }

  private static MaskedTokens hidden(List<TokenBatch> texts, int[] numbers, TokenMasking masking) {
    TokenBatch batch =
        TokenBatch.of(
            Arrays.stream(numbers).mapToObj(n -> texts.get(n).ids()).toList(),
            Arrays.stream(numbers).mapToObj(n -> types(texts.get(n))).toList());
    return masking.of(batch, 0, Arrays.stream(numbers).asLongStream().toArray(), null);
  }

  private static int[] types(TokenBatch text) {
    int[] types = text.types();
    return types == null ? new int[text.ids().length] : types;
  }

  /** A model. */
  @FunctionalInterface
  public interface Logits {
    /**
     * What it gives for some tokens of a batch: [rows, vocabulary], one row after the other.
     *
     * @param rows tokens of the batch
     */
    float[] of(TokenBatch batch, int[] rows);
  }

  /** How well a model knows what is hidden. */
  public MaskedLanguageMetrics measure(Logits model) {
    double nats = 0;
    long right = 0;
    for (MaskedTokens batch : batches) {
      float[] logits = model.of(batch.batch(), batch.rows());
      int vocabulary = logits.length / batch.rows().length;
      for (int i = 0; i < batch.rows().length; i++) {
        int from = i * vocabulary;
        int best = best(logits, from, from + vocabulary);
        int target = from + batch.targets()[i];
        right += best == target ? 1 : 0;
        nats += logSumExp(logits, from, from + vocabulary, logits[best]) - logits[target];
      }
    }
    long tokens = batches.stream().mapToLong(batch -> batch.rows().length).sum();
    return new MaskedLanguageMetrics(nats, tokens, right);
  }

  /** Asks for the logits of most hidden tokens, and for those of most tokens. */
  public void runLargest(Logits model) {
    for (ToIntFunction<MaskedTokens> size :
        List.<ToIntFunction<MaskedTokens>>of(
            batch -> batch.rows().length, batch -> batch.batch().ids().length)) {
      MaskedTokens largest = Collections.max(batches, Comparator.comparingInt(size));
      model.of(largest.batch(), largest.rows());
    }
  }

  /** The place of the greatest, the first of equals. */
  private static int best(float[] values, int from, int to) {
    int best = from;
    for (int i = from + 1; i < to; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }

  private static double logSumExp(float[] values, int from, int to, float greatest) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += Math.exp(values[i] - greatest);
    }
    return greatest + Math.log(sum);
  }
}
