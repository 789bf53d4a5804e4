package dev.heed.models.tune;

import dev.heed.models.Embedding;
import dev.heed.models.TextEmbedder;
import dev.heed.models.VectorIndex;
import dev.heed.models.data.DataException;
import dev.heed.models.data.Dataset;
import dev.heed.models.data.RetrievalSet;
import dev.heed.models.evaluate.RankedQuery;
import dev.heed.models.evaluate.RetrievalMetrics;
import dev.heed.models.save.TaskFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * How well texts find what belongs to them, by the cosines of their vectors.
 *
 * {@snippet :
 * RetrievalSet set = RetrievalSet.ofLabels(data, "text", "category");
 * try (TextEmbedder embedder = TextEmbedder.load("all-minilm-l6-v2")) {
 *   RetrievalMetrics metrics = Retrieval.metrics(set, Retrieval.by(embedder));
 *   System.out.println(metrics.ndcgAt10());
 * }
 * }
 */
public final class Retrieval {
  /** The task of {@link TaskFile} that is measured so. */
  public static final String TASK = "embed";

  private Retrieval() {}

  /** What a text is for: models may put something else before each. */
  public enum Role {
    /** Neither of the others. */
    TEXT,
    /** A question. */
    QUERY,
    /** What is searched. */
    PASSAGE
  }

  /** Makes vectors. */
  @FunctionalInterface
  public interface Vectors {
    /** A vector for each text, in their order. */
    List<float[]> of(Role role, List<String> texts);
  }

  /** Those of an embedder. */
  public static Vectors by(TextEmbedder embedder) {
    return by(embedder, _ -> {});
  }

  /**
   * Those of an embedder.
   *
   * @param cut hears each time how many texts were longer than the model takes, and cut
   */
  public static Vectors by(TextEmbedder embedder, LongConsumer cut) {
    return (role, texts) -> {
      List<Embedding> embeddings =
          switch (role) {
            case TEXT -> embedder.embed(texts);
            case QUERY -> embedder.embedQueries(texts);
            case PASSAGE -> embedder.embedPassages(texts);
          };
      cut.accept(embeddings.stream().filter(Embedding::truncated).count());
      return embeddings.stream().map(Embedding::vector).toList();
    };
  }

  /**
   * What data asks of a model that was tuned by {@link EmbeddingTuning}: by its columns.
   *
   * @param task that was saved with the model
   * @throws DataException as {@link RetrievalSet} does
   */
  public static RetrievalSet set(TaskFile task, Dataset data) {
    String label = task.answer();
    return label == null
        ? RetrievalSet.ofPairs(data, task.texts().getFirst(), task.texts().getLast())
        : RetrievalSet.ofLabels(data, task.texts().getFirst(), label);
  }

  /**
   * Where each query finds what is relevant: among the first {@value RetrievalMetrics#DEPTH}
   * documents by cosine, of equals the first in the list.
   */
  public static List<RankedQuery> ranked(RetrievalSet set, Vectors vectors) {
    List<RetrievalSet.Query> queries = set.queries();
    Map<Role, List<String>> texts = texts(set);
    List<float[]> documents = of(vectors, texts, set.amongThemselves() ? Role.TEXT : Role.PASSAGE);
    List<float[]> asking =
        set.amongThemselves()
            ? queries.stream().map(query -> documents.get(query.own())).toList()
            : of(vectors, texts, Role.QUERY);
    VectorIndex index = VectorIndex.ofVectors(documents);
    List<RankedQuery> ranked = new ArrayList<>();
    for (int q = 0; q < queries.size(); q++) {
      ranked.add(ranked(queries.get(q), index, asking.get(q)));
    }
    return ranked;
  }

  private static List<float[]> of(Vectors vectors, Map<Role, List<String>> texts, Role role) {
    return vectors.of(role, texts.getOrDefault(role, List.of()));
  }

  /** What vectors are made of, by its role. */
  static Map<Role, List<String>> texts(RetrievalSet set) {
    return set.amongThemselves()
        ? Map.of(Role.TEXT, set.documents())
        : Map.of(
            Role.PASSAGE,
            set.documents(),
            Role.QUERY,
            set.queries().stream().map(RetrievalSet.Query::text).toList());
  }

  private static RankedQuery ranked(RetrievalSet.Query query, VectorIndex index, float[] vector) {
    int[] ranks = new int[RetrievalMetrics.DEPTH];
    int found = 0;
    int rank = 0;
    // One more: it finds itself.
    for (VectorIndex.Hit hit : index.search(vector, RetrievalMetrics.DEPTH + 1)) {
      if (hit.index() != query.own() && ++rank <= RetrievalMetrics.DEPTH) {
        if (query.relevant().contains(hit.index())) {
          ranks[found++] = rank;
        }
      }
    }
    return new RankedQuery(query.expected(), Arrays.copyOf(ranks, found));
  }

  /** All metrics. */
  public static RetrievalMetrics metrics(RetrievalSet set, Vectors vectors) {
    return RetrievalMetrics.of(ranked(set, vectors), set.documents().size());
  }
}
