package dev.heed.models.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Data as queries and the documents that they should find.
 *
 * @param documents that are searched, no text twice where they are of pairs, and no text twice with
 *     one label where they are of labels
 * @param queries each with at least one relevant document
 * @param amongThemselves whether the queries are documents themselves
 */
public record RetrievalSet(List<String> documents, List<Query> queries, boolean amongThemselves) {
  /** Where a query is no document. */
  public static final int NONE = -1;

  /**
   * One query.
   *
   * @param text of it
   * @param own its place among the documents, which it does not find; {@link #NONE} where it has
   *     none
   * @param relevant documents, without its own
   */
  public record Query(String text, int own, Set<Integer> relevant) {
    public Query {
      relevant = Set.copyOf(relevant);
    }

    /** How many documents it should find. */
    public int expected() {
      return relevant.size() - (relevant.contains(own) ? 1 : 0);
    }
  }

  public RetrievalSet {
    documents = List.copyOf(documents);
    queries = List.copyOf(queries);
  }

  /** How many texts need a vector. */
  public int texts() {
    return documents.size() + (amongThemselves ? 0 : queries.size());
  }

  /**
   * Each text as a query against all others, of which those of its label are relevant. A text whose
   * label has no other is searched, and asks nothing. A text that is there twice with one label is
   * taken once.
   *
   * @throws DataException if there are no such columns, a cell is empty, or no label has two texts
   */
  public static RetrievalSet ofLabels(Dataset data, String text, String label) {
    TextKeys numbers = new TextKeys();
    Map<String, Set<Integer>> keysOf = new LinkedHashMap<>();
    Map<String, Set<Integer>> byLabel = new LinkedHashMap<>();
    List<String> documents = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    for (Example example : data.examples()) {
      String cell = TextKeys.text(example, text);
      String its = example.label(label);
      if (its.isBlank()) {
        throw example.place().error(label, "expected a label, found an empty cell");
      }
      if (keysOf.computeIfAbsent(its, _ -> new LinkedHashSet<>()).add(numbers.of(cell))) {
        byLabel.computeIfAbsent(its, _ -> new LinkedHashSet<>()).add(documents.size());
        documents.add(cell);
        labels.add(its);
      }
    }
    // Immutable, so that all queries of a label share one.
    byLabel.replaceAll((_, places) -> Set.copyOf(places));
    List<Query> queries = new ArrayList<>();
    for (int d = 0; d < documents.size(); d++) {
      Set<Integer> relevant = byLabel.getOrDefault(labels.get(d), Set.of());
      Query query = new Query(documents.get(d), d, relevant);
      if (query.expected() > 0) {
        queries.add(query);
      }
    }
    if (queries.isEmpty()) {
      throw new DataException(
          "%s, column %s: no label has two different texts, so none can find another; take more examples to measure on, or none"
              .formatted(data.name(), Shown.of(label)));
    }
    return new RetrievalSet(documents, queries, true);
  }

  /**
   * Each anchor as a query against all positives, of which its own are relevant.
   *
   * @throws DataException if there are no such columns, or a cell is empty
   */
  public static RetrievalSet ofPairs(Dataset data, String anchor, String positive) {
    TextKeys numbers = new TextKeys();
    Map<Integer, Integer> places = new LinkedHashMap<>();
    Map<Integer, String> asked = new LinkedHashMap<>();
    Map<Integer, Set<Integer>> relevant = new LinkedHashMap<>();
    List<String> documents = new ArrayList<>();
    for (Example example : data.examples()) {
      String query = TextKeys.text(example, anchor);
      String document = TextKeys.text(example, positive);
      int place =
          places.computeIfAbsent(
              numbers.of(document),
              _ -> {
                documents.add(document);
                return documents.size() - 1;
              });
      int key = numbers.of(query);
      asked.putIfAbsent(key, query);
      relevant.computeIfAbsent(key, _ -> new LinkedHashSet<>()).add(place);
    }
    List<Query> queries = new ArrayList<>();
    asked.forEach(
        (key, text) -> queries.add(new Query(text, NONE, relevant.getOrDefault(key, Set.of()))));
    return new RetrievalSet(documents, queries, false);
  }
}
