package dev.heed.models.generate;

import dev.heed.models.arch.DecoderSession;
import dev.heed.models.arch.TokenSequence;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sequences of answers that have ended, or wait: the next prompt may begin as one of them did. They
 * make room when it is wanted, the oldest first.
 */
final class Remembered {
  /** Shorter beginnings are computed faster than looked after. */
  private static final int LEAST = 8;

  private final DecoderSession session;

  /** The oldest first. */
  private final List<Kept> kept = new ArrayList<>();

  /**
   * One of them.
   *
   * @param ids of its tokens, as many as the sequence has or more
   */
  private record Kept(TokenSequence sequence, int[] ids) {
    /**
     * How many tokens a prompt begins with in the same way; its last one is computed in any case.
     */
    int common(int[] prompt) {
      int most = Math.min(Math.min(ids.length, sequence.length()), prompt.length - 1);
      int common = 0;
      while (common < most && ids[common] == prompt[common]) {
        common++;
      }
      return common >= LEAST && sequence.canReturnTo(common) ? common : 0;
    }
  }

  Remembered(DecoderSession session) {
    this.session = session;
  }

  /**
   * A sequence for a prompt, with as much of it as is remembered; null where there is no room now.
   *
   * @param limit tokens that it must have room for
   */
  @Nullable TokenSequence open(int[] prompt, int limit) {
    Kept best = null;
    int common = 0;
    for (Kept one : kept) {
      int here = one.common(prompt);
      if (here > common) {
        best = one;
        common = here;
      }
    }
    if (best != null && best.sequence().limit() >= limit) {
      return takeOver(best, common);
    }
    makeRoom(limit, best);
    if (best != null && session.room() >= limit) {
      return session.openWithPrefix(best.sequence(), common, limit);
    }
    if (best != null && best.sequence().grow(limit)) {
      return takeOver(best, common);
    }
    makeRoom(limit, null);
    if (session.room() < limit) {
      return null;
    }
    TokenSequence sequence = session.open(limit);
    sequence.expect(prompt.length);
    return sequence;
  }

  private TokenSequence takeOver(Kept one, int common) {
    kept.remove(one);
    one.sequence().returnTo(common);
    return one.sequence();
  }

  /**
   * Lets a sequence become longer, for which others are forgotten where need be.
   *
   * @return false where there is no room now
   */
  boolean grow(TokenSequence sequence, int limit) {
    while (!sequence.grow(limit)) {
      if (kept.isEmpty()) {
        return false;
      }
      kept.removeFirst().sequence().close();
    }
    return true;
  }

  /** Keeps a sequence whose answer has ended. */
  void keep(TokenSequence sequence, int[] ids) {
    kept.add(new Kept(sequence, ids));
  }

  private void makeRoom(int limit, @Nullable Kept spared) {
    for (int i = 0; i < kept.size() && session.room() < limit; ) {
      if (kept.get(i).equals(spared)) {
        i++;
      } else {
        kept.remove(i).sequence().close();
      }
    }
  }
}
