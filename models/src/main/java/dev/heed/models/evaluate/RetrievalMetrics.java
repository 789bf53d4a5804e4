package dev.heed.models.evaluate;

import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a search is measured by, each a mean over queries; the values are those of
 * sentence-transformers' {@code InformationRetrievalEvaluator}.
 *
 * @param queries how many
 * @param documents that are searched
 * @param accuracyAt1 queries whose first document is relevant
 * @param mrrAt10 see {@link RankedQuery#reciprocalRankAt}
 * @param recallAt10 see {@link RankedQuery#recallAt}
 * @param ndcgAt10 see {@link RankedQuery#ndcgAt}
 * @param mapAt100 see {@link RankedQuery#averagePrecisionAt}
 */
public record RetrievalMetrics(
    int queries,
    int documents,
    double accuracyAt1,
    double mrrAt10,
    double recallAt10,
    double ndcgAt10,
    double mapAt100)
    implements Metrics {
  /** As many documents as must be looked at for each query. */
  public static final int DEPTH = 100;

  /** Where most metrics look. */
  private static final int SHOWN = 10;

  /**
   * Of queries, with ranks down to {@value #DEPTH}.
   *
   * @param documents that are searched
   * @throws IllegalArgumentException when there is no query
   */
  public static RetrievalMetrics of(List<RankedQuery> queries, int documents) {
    Inputs.examples("retrieval", queries.size(), queries.size());
    return new RetrievalMetrics(
        queries.size(),
        documents,
        mean(queries, query -> query.accuracyAt(1)),
        mean(queries, query -> query.reciprocalRankAt(SHOWN)),
        mean(queries, query -> query.recallAt(SHOWN)),
        mean(queries, query -> query.ndcgAt(SHOWN)),
        mean(queries, query -> query.averagePrecisionAt(DEPTH)));
  }

  private static double mean(List<RankedQuery> queries, ToDoubleFunction<RankedQuery> value) {
    double sum = 0;
    for (RankedQuery query : queries) {
      sum += value.applyAsDouble(query);
    }
    return sum / queries.size();
  }

  @Override
  public Map<String, @Nullable Object> toMap() {
    return new MetricMap()
        .put("queries", queries)
        .put("documents", documents)
        .put("accuracyAt1", accuracyAt1)
        .put("mrrAt10", mrrAt10)
        .put("recallAt10", recallAt10)
        .put("ndcgAt10", ndcgAt10)
        .put("mapAt100", mapAt100)
        .done();
  }
}
