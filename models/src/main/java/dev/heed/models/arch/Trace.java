package dev.heed.models.arch;

import dev.heed.engine.CommandQueue;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.nn.Observer;
import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * Everything that one pass over one sequence computed, copied to the host, under the names that
 * Hugging Face uses and in the order of computation; no batch dimension.
 */
public final class Trace {
  private final SequencedMap<String, Value> values;

  private Trace(SequencedMap<String, Value> values) {
    this.values = Collections.unmodifiableSequencedMap(values);
  }

  /**
   * What a layer computed.
   *
   * @param data row by row
   * @param shape [tokens, width], [width], or [heads, queries, keys]
   */
  public record Value(float[] data, int[] shape) {}

  /** Runs one sequence. */
  public static Trace of(EncoderModel model, TokenBatch sequence) {
    if (sequence.count() != 1) {
      throw new IllegalArgumentException(
          "a trace takes one sequence; %d came".formatted(sequence.count()));
    }
    Recorder recorder = new Recorder();
    model.observe(sequence, recorder);
    return new Trace(recorder.values);
  }

  /**
   * Runs one sequence through a decoder.
   *
   * @param ids its tokens
   */
  public static Trace of(DecoderModel model, int... ids) {
    Recorder recorder = new Recorder();
    CacheOptions cache = CacheOptions.of(ids.length).withChunk(ids.length);
    try (DecoderSession session = model.newSession(cache);
        TokenSequence sequence = session.open(ids.length)) {
      session.observe(sequence, ids, recorder);
    }
    return new Trace(recorder.values);
  }

  /** The values by their names. */
  public SequencedMap<String, Value> values() {
    return values;
  }

  /** One value; an error that lists the others where there is none of that name. */
  public Value value(String name) {
    Value value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "the trace has no '%s', but %s".formatted(name, values.keySet()));
    }
    return value;
  }

  private static final class Recorder implements Observer {
    final SequencedMap<String, Value> values = new LinkedHashMap<>();

    @Override
    public void observe(String name, Rows rows, Tensor value, SeqSpans spans, CommandQueue queue) {
      float[] data = new float[Math.toIntExact(value.elements())];
      queue.download(value, MemorySegment.ofArray(data));
      int tokens = spans.length(0);
      int[] shape =
          switch (rows) {
            case TOKENS -> new int[] {tokens, value.width()};
            case SEQUENCES -> new int[] {value.width()};
            case ATTENTION -> new int[] {data.length / tokens / tokens, tokens, tokens};
          };
      values.put(name, new Value(data, shape));
    }
  }
}
