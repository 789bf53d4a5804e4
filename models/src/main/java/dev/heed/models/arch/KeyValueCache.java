package dev.heed.models.arch;

import dev.heed.engine.Scope;
import dev.heed.models.nn.Pass;
import dev.heed.models.spec.DecoderSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What a session remembers of its sequences: rows for each kind of layer. */
final class KeyValueCache {
  private final List<KeyValueRows> kinds = new ArrayList<>();

  /** Takes all of its memory at once. */
  KeyValueCache(Scope scope, DecoderSpec spec, CacheOptions options) {
    byWindow(spec)
        .forEach((window, layers) ->
            kinds.add(
                new KeyValueRows(
                    scope,
                    window,
                    layers.stream().mapToInt(Integer::intValue).toArray(),
                    spec.keyWidth(),
                    options)));
  }

  /** Bytes that a cache takes. */
  static long bytes(DecoderSpec spec, CacheOptions options) {
    return byWindow(spec).entrySet().stream()
        .mapToLong(kind ->
            KeyValueRows.bytes(kind.getKey(), kind.getValue().size(), spec.keyWidth(), options))
        .sum();
  }

  private static Map<Integer, List<Integer>> byWindow(DecoderSpec spec) {
    Map<Integer, List<Integer>> layers = new LinkedHashMap<>();
    IntStream.range(0, spec.layers().size())
        .forEach(l ->
            layers.computeIfAbsent(spec.layers().get(l).window(), _ -> new ArrayList<>()).add(l));
    return layers;
  }

  List<KeyValueRows> kinds() {
    return kinds;
  }

  /** Rows of each kind for a sequence; null, and nothing taken, where one has none. */
  KeyValueRows.Span @Nullable [] take(int tokens) {
    KeyValueRows.Span[] spans = new KeyValueRows.Span[kinds.size()];
    for (int k = 0; k < spans.length; k++) {
      KeyValueRows.Span span = kinds.get(k).take(tokens);
      if (span == null) {
        for (int taken = 0; taken < k; taken++) {
          kinds.get(taken).give(spans[taken]);
        }
        return null;
      }
      spans[k] = span;
    }
    return spans;
  }

  /** Rows for a longer sequence right behind those that it has; false, and none, without them. */
  boolean extend(KeyValueRows.Span[] spans, int tokens) {
    int[] more = new int[spans.length];
    for (int k = 0; k < spans.length; k++) {
      more[k] = kinds.get(k).extend(spans[k], tokens);
      if (more[k] < 0) {
        for (int extended = 0; extended < k; extended++) {
          kinds.get(extended).shrink(spans[extended], more[extended]);
        }
        return false;
      }
    }
    return true;
  }

  void give(KeyValueRows.Span[] spans) {
    for (int k = 0; k < spans.length; k++) {
      kinds.get(k).give(spans[k]);
    }
  }

  /** Longest sequence that finds rows of the scarcest kind now. */
  int room() {
    return kinds.stream().mapToInt(KeyValueRows::room).min().orElse(0);
  }

  /** True where tokens of a sequence must be forgotten before it can have more. */
  boolean isFull(TokenSequence sequence, int more) {
    return IntStream.range(0, kinds.size())
        .anyMatch(k -> kinds.get(k).mustForget(sequence.span(k), sequence.length(), more));
  }

  /** Forgets what is in the way of more tokens of a sequence. */
  void makeRoom(Pass pass, TokenSequence sequence, int more) {
    for (int k = 0; k < kinds.size(); k++) {
      KeyValueRows.Span span = sequence.span(k);
      if (kinds.get(k).mustForget(span, sequence.length(), more)) {
        kinds.get(k).forget(pass, span, sequence.length());
      }
    }
  }

  /** Forgets all of a sequence. */
  void clear(TokenSequence sequence) {
    for (int k = 0; k < kinds.size(); k++) {
      kinds.get(k).clear(sequence.span(k));
    }
  }

  /** True where a sequence still has all that tokens after its first {@code length} look at. */
  boolean keeps(TokenSequence sequence, int length) {
    return IntStream.range(0, kinds.size())
        .allMatch(k -> kinds.get(k).keeps(sequence.span(k), length));
  }

  /** The first {@code length} tokens of one sequence → the rows of an empty one. */
  void copy(Pass pass, KeyValueRows.Span[] from, KeyValueRows.Span[] to, int length) {
    for (int k = 0; k < kinds.size(); k++) {
      kinds.get(k).copy(pass, from[k], to[k], length);
    }
  }
}
