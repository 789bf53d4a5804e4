package dev.heed.models.generate;

import dev.heed.models.arch.Chunk;
import dev.heed.models.arch.DecoderSession;
import dev.heed.models.arch.TokenSequence;
import dev.heed.models.spec.ModelException;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntConsumer;

/**
 * How well a model foretells a text.
 *
 * <p>The text is cut into windows that follow each other, each read afresh. Where the model begins
 * texts with a token (BOS), each window begins with it and every token of the text is foretold;
 * otherwise the first token of each window is given, and not counted.
 *
 * @param meanNll mean of −ln p over the tokens that were foretold, in nats
 * @param tokens that were foretold
 */
public record Perplexity(double meanNll, int tokens) {
  /** Logits of so many places are held at once. */
  private static final int PLACES = 64;

  /** e^meanNll: as if the model chose among so many tokens each time. */
  public double value() {
    return Math.exp(meanNll);
  }

  /**
   * Measures a text.
   *
   * @param ids of its tokens, without the one that begins it
   * @param begin the token that begins texts, or empty
   * @param window tokens of a window, the first one included; at least 2, at most what the session
   *     holds
   * @param progress is given how many ids have been read
   * @throws IllegalArgumentException when no token is left to foretell
   * @throws ModelException when an id is none of the model's
   */
  public static Perplexity of(
      DecoderSession session, int[] ids, OptionalInt begin, int window, IntConsumer progress) {
    if (window < 2 || window > session.longest()) {
      throw new IllegalArgumentException(
          "a window of %,d tokens; expected 2 to %,d".formatted(window, session.longest()));
    }
    int step = begin.isPresent() ? window - 1 : window;
    double sum = 0;
    int count = 0;
    for (int from = 0; from < ids.length; from += step) {
      int[] part = Arrays.copyOfRange(ids, from, Math.min(ids.length, from + step));
      int[] text = begin.isPresent() ? behind(begin.getAsInt(), part) : part;
      try (TokenSequence sequence = session.open(text.length)) {
        sum += nll(session, sequence, text);
      }
      count += text.length - 1;
      progress.accept(from + part.length);
    }
    if (count == 0) {
      throw new IllegalArgumentException(
          "a text of %d tokens leaves none to foretell".formatted(ids.length));
    }
    return new Perplexity(sum / count, count);
  }

  private static int[] behind(int begin, int[] ids) {
    int[] text = new int[ids.length + 1];
    text[0] = begin;
    System.arraycopy(ids, 0, text, 1, ids.length);
    return text;
  }

  private static double nll(DecoderSession session, TokenSequence sequence, int[] text) {
    int most = Math.min(PLACES, session.options().chunk());
    double sum = 0;
    sequence.expect(text.length);
    for (int from = 0; from < text.length - 1; from += most) {
      int to = Math.min(text.length - 1, from + most);
      int[] chunk = Arrays.copyOfRange(text, from, to);
      float[] logits = session.step(List.of(new Chunk(sequence, chunk, Chunk.Wanted.ALL)))[0];
      int vocabulary = logits.length / chunk.length;
      for (int i = 0; i < chunk.length; i++) {
        int next = text[from + i + 1];
        if (next < 0 || next >= vocabulary) {
          throw new ModelException(
              "token id %d of the text is outside 0 … %d, the model's own"
                  .formatted(next, vocabulary - 1));
        }
        int at = i * vocabulary;
        RawDistribution raw = RawDistribution.of(logits, at, vocabulary, from + i + 1);
        sum -= raw.logProb(logits[at + next]);
      }
    }
    return sum;
  }
}
