package dev.heed.models.arch;

import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.nn.KeyValues;
import dev.heed.models.nn.Pass;
import dev.heed.models.spec.DecoderLayerSpec;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * What a pass over the next tokens of some sequences is given, on the device: one row for each
 * token, chunk after chunk.
 */
final class PassInputs {
  private final List<Chunk> chunks;
  private final Pass pass;
  private final KeyValueCache cache;
  private final RotaryTables rotaries;
  private final Tensor positions;

  PassInputs(List<Chunk> chunks, Pass pass, KeyValueCache cache, RotaryTables rotaries) {
    this.chunks = chunks;
    this.pass = pass;
    this.cache = cache;
    this.rotaries = rotaries;
    this.positions = consecutive(TokenSequence::length);
  }

  /** I32 [tokens]. */
  Tensor ids() {
    return pass.indices(
        chunks.stream().flatMapToInt(chunk -> Arrays.stream(chunk.ids())).toArray());
  }

  /** Places within their texts, I32 [tokens]. */
  Tensor positions() {
    return positions;
  }

  /** For each layer where its sequences' rows are. */
  List<KeyValues> memory(List<DecoderLayerSpec> layers) {
    Tensor turns = turns();
    KeyValues[] byLayer = new KeyValues[layers.size()];
    for (int k = 0; k < cache.kinds().size(); k++) {
      KeyValueRows rows = cache.kinds().get(k);
      int[] starts = new int[chunks.size()];
      int[] lengths = new int[chunks.size()];
      int[] places = new int[positions.size(0)];
      int at = 0;
      for (int c = 0; c < starts.length; c++) {
        TokenSequence sequence = chunks.get(c).sequence();
        KeyValueRows.Span span = sequence.span(k);
        int end = sequence.length() + chunks.get(c).ids().length;
        for (int token = sequence.length(); token < end; token++) {
          places[at++] = span.row(token);
        }
        starts[c] = span.row(span.first());
        lengths[c] = end - span.first();
      }
      SeqSpans spans = SeqSpans.of(starts, lengths);
      Tensor placed = pass.indices(places);
      for (int l = 0; l < rows.layers().length; l++) {
        int layer = rows.layers()[l];
        byLayer[layer] =
            new KeyValues(
                rows.keys(l),
                rows.values(l),
                placed,
                spans,
                rotaries.rotation(layers.get(layer).rotary(), turns));
      }
    }
    return Arrays.asList(byLayer);
  }

  /** Rows of the rotary tables: places, in long texts behind those of short ones. */
  private Tensor turns() {
    return chunks.stream().anyMatch(chunk -> chunk.sequence().isLong())
        ? consecutive(sequence -> rotaries.firstRow(sequence.isLong()) + sequence.length())
        : positions;
  }

  /** I32 [tokens], of each chunk from this number on. */
  private Tensor consecutive(ToIntFunction<TokenSequence> first) {
    int[] numbers = new int[chunks.stream().mapToInt(chunk -> chunk.ids().length).sum()];
    int at = 0;
    for (Chunk chunk : chunks) {
      int from = first.applyAsInt(chunk.sequence());
      for (int i = 0; i < chunk.ids().length; i++) {
        numbers[at++] = from + i;
      }
    }
    return pass.indices(numbers);
  }
}
