package dev.heed.models.loss;

import com.google.common.collect.ImmutableSet;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.models.arch.TokenBatch;
import dev.heed.models.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Hides tokens for masked language modelling (Devlin et al., 2019): of those that are chosen 80 %
 * become the mask, 10 % another token that is not special, and 10 % stay. At least one token of a
 * batch is chosen, if any may be.
 *
 * <p>What is hidden is a function of the seed, the epoch, the example and the place in it.
 *
 * @param rate part of the tokens, or of the words, that is chosen; above 0 and at most 1
 * @param wholeWords whether all tokens of a word are chosen together; each is then hidden on its
 *     own
 * @param seed another one hides others
 * @param mask the mask's id
 * @param vocabulary ids are below it
 * @param special ids of tokens that are never chosen, and never put in another's place; the mask is
 *     one of them
 */
public record TokenMasking(
    double rate, boolean wholeWords, long seed, int mask, int vocabulary, Set<Integer> special) {
  private static final double USUAL_RATE = 0.15;
  private static final double MASKED = 0.8;
  private static final double MASKED_OR_OTHER = 0.9;

  /** What BERT's and RoBERTa's relatives call it. */
  private static final List<String> MASK_NAMES = List.of("[MASK]", "<mask>");

  public TokenMasking {
    special = ImmutableSet.<Integer>builder().addAll(special).add(mask).build();
    if (!(rate > 0 && rate <= 1)) {
      throw new IllegalArgumentException(
          "token masking: the rate must be above 0 and at most 1, was " + rate);
    }
    if (mask < 0 || mask >= vocabulary) {
      throw new IllegalArgumentException(
          "token masking: the mask %d is no id of a vocabulary of %d".formatted(mask, vocabulary));
    }
    if (special.size() >= vocabulary) {
      throw new IllegalArgumentException(
          "token masking: all %d ids are special, so nothing can stand for another token"
              .formatted(vocabulary));
    }
  }

  /**
   * The usual rate, token by token, with a tokenizer's mask.
   *
   * @throws IllegalArgumentException if it has none
   */
  public static TokenMasking of(Tokenizer tokenizer, long seed) {
    OptionalInt mask =
        MASK_NAMES.stream()
            .map(tokenizer.specialTokens()::get)
            .filter(Objects::nonNull)
            .mapToInt(Integer::intValue)
            .findFirst();
    if (mask.isEmpty()) {
      throw new IllegalArgumentException(
          "token masking: the tokenizer has none of the special tokens %s; its model is not made for masked language modelling"
              .formatted(MASK_NAMES));
    }
    return new TokenMasking(
        USUAL_RATE,
        false,
        seed,
        mask.getAsInt(),
        tokenizer.vocabularySize(),
        Set.copyOf(tokenizer.specialTokens().values()));
  }

  /**
   * What models are measured by: always the same.
   *
   * @throws IllegalArgumentException if the tokenizer has no mask
   */
  public static TokenMasking toMeasure(Tokenizer tokenizer) {
    return of(tokenizer, 1);
  }

  /** This, at another rate. */
  public TokenMasking at(double anotherRate) {
    return new TokenMasking(anotherRate, wholeWords, seed, mask, vocabulary, special);
  }

  /** This, word by word. */
  public TokenMasking ofWholeWords() {
    return new TokenMasking(rate, true, seed, mask, vocabulary, special);
  }

  /**
   * Hides tokens of a batch.
   *
   * @param epoch another one hides others
   * @param examples [sequences]: the number of each in its data
   * @param words [tokens]: as {@link dev.heed.models.tokenizer.Encoding#words}; null where tokens
   *     are chosen one by one
   */
  public MaskedTokens of(TokenBatch batch, int epoch, long[] examples, int @Nullable [] words) {
    check(batch, examples, words);
    int[] ids = batch.ids();
    SeqSpans spans = batch.spans();
    boolean[] chosen = new boolean[ids.length];
    Choice least = new Choice(2, 0, 0);
    for (int s = 0; s < spans.count(); s++) {
      Choice leastHere = choose(batch, s, draws(epoch, examples[s]), words, chosen);
      least = leastHere.draw < least.draw ? leastHere : least;
    }
    if (least.draw >= rate) {
      Arrays.fill(chosen, least.from, least.to, true);
    }
    int[] rows = IntStream.range(0, ids.length).filter(t -> chosen[t]).toArray();
    int[] hidden = ids.clone();
    for (int s = 0; s < spans.count(); s++) {
      hide(spans.start(s), spans.length(s), chosen, draws(epoch, examples[s]), hidden);
    }
    return new MaskedTokens(
        new TokenBatch(hidden, batch.types(), spans),
        rows,
        Arrays.stream(rows).map(t -> ids[t]).toArray());
  }

  /** A token or a word, from (inclusive) to (exclusive), and what was drawn for it. */
  private record Choice(double draw, int from, int to) {}

  private MaskingDraws draws(int epoch, long example) {
    return new MaskingDraws(seed, epoch, example);
  }

  /** Marks what is chosen of a sequence, and gives the least that was drawn. */
  private Choice choose(
      TokenBatch batch, int s, MaskingDraws draws, int @Nullable [] words, boolean[] chosen) {
    int start = batch.spans().start(s);
    int end = start + batch.spans().length(s);
    Choice least = new Choice(2, start, start);
    for (int t = start, next; t < end; t = next) {
      next = wholeWords && words != null ? wordEnd(batch.ids(), t, end, words) : t + 1;
      if (!isOrdinary(batch.ids()[t])) {
        continue;
      }
      double draw = draws.uniform(t - start, MaskingDraws.CHOICE);
      if (draw < rate) {
        Arrays.fill(chosen, t, next, true);
      }
      least = draw < least.draw ? new Choice(draw, t, next) : least;
    }
    return least;
  }

  private int wordEnd(int[] ids, int from, int end, int[] words) {
    int to = from + 1;
    while (to < end && words[from] >= 0 && words[to] == words[from] && isOrdinary(ids[to])) {
      to++;
    }
    return to;
  }

  private boolean isOrdinary(int id) {
    return !special.contains(id);
  }

  /** True where a token may be hidden: not all are special. */
  public boolean hasOrdinary(int[] ids) {
    return Arrays.stream(ids).anyMatch(this::isOrdinary);
  }

  private void hide(int start, int length, boolean[] chosen, MaskingDraws draws, int[] ids) {
    for (int t = 0; t < length; t++) {
      if (chosen[start + t]) {
        double kind = draws.uniform(t, MaskingDraws.KIND);
        if (kind < MASKED) {
          ids[start + t] = mask;
        } else if (kind < MASKED_OR_OTHER) {
          ids[start + t] = other(draws, t);
        }
      }
    }
  }

  /** Drawn again while it is special. */
  private int other(MaskingDraws draws, int place) {
    int use = MaskingDraws.TOKEN;
    int id;
    do {
      id = (int) (draws.uniform(place, use++) * vocabulary);
    } while (!isOrdinary(id));
    return id;
  }

  private void check(TokenBatch batch, long[] examples, int @Nullable [] words) {
    if (examples.length != batch.count()) {
      throw new IllegalArgumentException(
          "token masking: numbers of %d examples for %d sequences"
              .formatted(examples.length, batch.count()));
    }
    if (wholeWords && words == null) {
      throw new IllegalArgumentException(
          "token masking: whole words need to know which tokens are one word");
    }
    if (words != null && words.length != batch.ids().length) {
      throw new IllegalArgumentException(
          "token masking: words of %d tokens for %d tokens"
              .formatted(words.length, batch.ids().length));
    }
  }
}
