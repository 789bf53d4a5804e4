package dev.heed.models.evaluate;

/**
 * Where a search found what is relevant to one query.
 *
 * @param relevant documents there are, at least 1
 * @param ranks of those that were found, from 1, ascending; those further down than anybody looked
 *     are left out
 */
public record RankedQuery(int relevant, int[] ranks) {
  private static final String NAME = "retrieval";

  public RankedQuery {
    ranks = ranks.clone();
    if (relevant < 1 || ranks.length > relevant) {
      throw Inputs.wrong(
          NAME,
          "%d relevant documents, of which %d were found; expected at least one, and no more found than there are"
              .formatted(relevant, ranks.length));
    }
    for (int i = 0; i < ranks.length; i++) {
      if (ranks[i] < 1 || (i > 0 && ranks[i] <= ranks[i - 1])) {
        throw Inputs.wrong(
            NAME,
            "rank %d is %d; expected ranks from 1, each above the one before it"
                .formatted(i, ranks[i]));
      }
    }
  }

  /** How many of the first k documents are relevant. */
  private int foundIn(int k) {
    int found = 0;
    while (found < ranks.length && ranks[found] <= k) {
      found++;
    }
    return found;
  }

  /** 1 where one of the first k documents is relevant, else 0. */
  public double accuracyAt(int k) {
    return foundIn(k) > 0 ? 1 : 0;
  }

  /**
   * 1 / the rank of the first relevant document, 0 where it is not among the first k (Voorhees,
   * "The TREC-8 question answering track report", 1999).
   */
  public double reciprocalRankAt(int k) {
    return foundIn(k) > 0 ? 1.0 / ranks[0] : 0;
  }

  /** Part of the relevant documents that is among the first k. */
  public double recallAt(int k) {
    return (double) foundIn(k) / relevant;
  }

  /**
   * Normalized discounted cumulative gain, where a relevant document gains 1: Σ 1 / log₂ (1 + rank)
   * over those among the first k, divided by the most that it can be (Järvelin and Kekäläinen,
   * "Cumulated gain-based evaluation of IR techniques", 2002, with the discount of Burges et al.,
   * 2005).
   */
  public double ndcgAt(int k) {
    double gain = 0;
    for (int i = 0; i < foundIn(k); i++) {
      gain += discount(ranks[i]);
    }
    double most = 0;
    for (int rank = 1; rank <= Math.min(k, relevant); rank++) {
      most += discount(rank);
    }
    return gain / most;
  }

  private static double discount(int rank) {
    return Math.log(2) / Math.log1p(rank);
  }

  /**
   * Average precision: the sum of the precision at each relevant document among the first k,
   * divided by the number of relevant documents, or by k where there are more (Manning, Raghavan
   * and Schütze, "Introduction to Information Retrieval", 2008, section 8.4; cut at k as in
   * sentence-transformers).
   */
  public double averagePrecisionAt(int k) {
    double sum = 0;
    for (int i = 0; i < foundIn(k); i++) {
      sum += (i + 1.0) / ranks[i];
    }
    return sum / Math.min(k, relevant);
  }
}
