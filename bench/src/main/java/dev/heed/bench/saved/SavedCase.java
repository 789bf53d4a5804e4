package dev.heed.bench.saved;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model that was saved, and what Heed computes with it.
 *
 * @param name of the case
 * @param kind how Python loads it: {@code sequence}, {@code tokens}, {@code masked}, {@code causal}
 *     or {@code sentences}
 * @param folder below that of all cases
 * @param base of an adapter, likewise; null for a model that is whole
 * @param labels of its head
 * @param ids that went in, one text after the other; none where texts did
 * @param texts that went in; none where ids did
 * @param expected what came out of each
 */
record SavedCase(
    String name,
    String kind,
    String folder,
    @Nullable String base,
    List<String> labels,
    List<int[]> ids,
    List<String> texts,
    List<float[]> expected) {
  SavedCase {
    labels = List.copyOf(labels);
    ids = List.copyOf(ids);
    texts = List.copyOf(texts);
    expected = List.copyOf(expected);
  }
}
