package dev.heed.models.arch;

import dev.heed.engine.tensor.SeqSpans;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The token ids of some sequences, one after the other without padding.
 *
 * @param ids [tokens]
 * @param types [tokens]: which part of its sequence a token belongs to; null for 0 everywhere
 * @param spans where each sequence lies
 */
public record TokenBatch(int[] ids, int @Nullable [] types, SeqSpans spans) {
  public TokenBatch {
    if (ids.length != spans.total() || ids.length != spans.end()) {
      throw new IllegalArgumentException(
          "%d token ids for %s; expected sequences without gaps".formatted(ids.length, spans));
    }
    if (types != null && types.length != ids.length) {
      throw new IllegalArgumentException(
          "%d token types for %d token ids".formatted(types.length, ids.length));
    }
  }

  /** One sequence. */
  public static TokenBatch of(int... ids) {
    return new TokenBatch(ids, null, SeqSpans.packed(ids.length));
  }

  /** Sequences without token types. */
  public static TokenBatch of(List<int[]> sequences) {
    return new TokenBatch(joined(sequences), null, spans(sequences));
  }

  /** Sequences with their token types. */
  public static TokenBatch of(List<int[]> sequences, List<int[]> types) {
    if (types.size() != sequences.size()) {
      throw new IllegalArgumentException(
          "token types of %d sequences for %d sequences".formatted(types.size(), sequences.size()));
    }
    for (int s = 0; s < types.size(); s++) {
      if (types.get(s).length != sequences.get(s).length) {
        throw new IllegalArgumentException(
            "sequence %d has %d token ids and %d token types"
                .formatted(s, sequences.get(s).length, types.get(s).length));
      }
    }
    return new TokenBatch(joined(sequences), joined(types), spans(sequences));
  }

  /** Number of sequences. */
  public int count() {
    return spans.count();
  }

  private static SeqSpans spans(List<int[]> sequences) {
    return SeqSpans.packed(sequences.stream().mapToInt(sequence -> sequence.length).toArray());
  }

  private static int[] joined(List<int[]> sequences) {
    int[] all = new int[Math.toIntExact(sequences.stream().mapToLong(s -> s.length).sum())];
    int at = 0;
    for (int[] sequence : sequences) {
      System.arraycopy(sequence, 0, all, at, sequence.length);
      at += sequence.length;
    }
    return all;
  }
}
