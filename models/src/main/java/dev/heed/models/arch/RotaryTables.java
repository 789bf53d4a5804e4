package dev.heed.models.arch;

import dev.heed.engine.CommandQueue;
import dev.heed.engine.Scope;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.nn.Rotation;
import dev.heed.models.spec.DecoderSpec;
import dev.heed.models.spec.ModelException;
import dev.heed.models.spec.RotarySpec;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cosines and sines of all places that a session's texts may reach, computed in double. Where long
 * texts have other rotations than short ones, tables have first the places of short ones and then
 * those of long ones.
 */
final class RotaryTables {
  /** What an array can hold. */
  private static final int MOST = Integer.MAX_VALUE - 8;

  private final List<RotarySpec> specs;
  private final List<Tensor> cosines = new ArrayList<>();
  private final List<Tensor> sines = new ArrayList<>();
  private final int switchesAfter;

  /**
   * Computes and uploads them.
   *
   * @param scope that they lie in
   * @param tokens longest text of the session
   */
  RotaryTables(Scope scope, CommandQueue queue, DecoderSpec spec, int tokens) {
    this.specs = spec.positions().rotaries();
    this.switchesAfter = spec.positions().switchesAfter();
    for (RotarySpec rotary : specs) {
      int shorts = shortRows(spec, tokens);
      int pairs = rotary.pairs();
      long values = ((long) shorts + tokens) * pairs;
      if (values > MOST) {
        throw new ModelException(
            "a context of %,d tokens asks for %,d cosines of rotations; expected %,d at most: choose a shorter context"
                .formatted(tokens, values, MOST));
      }
      float[] cos = new float[(int) values];
      float[] sin = new float[cos.length];
      fill(rotary, shorts, cos, sin, 0);
      fill(rotary, tokens, cos, sin, shorts * pairs);
      cosines.add(table(scope, queue, cos, pairs));
      sines.add(table(scope, queue, sin, pairs));
    }
  }

  /** Rows of short texts, where there are two kinds. */
  private static int shortRows(DecoderSpec spec, int tokens) {
    int switchesAfter = spec.positions().switchesAfter();
    return tokens > switchesAfter ? switchesAfter : 0;
  }

  private static void fill(RotarySpec rotary, int tokens, float[] cos, float[] sin, int at) {
    int pairs = rotary.pairs();
    double[] frequencies = rotary.frequencies(tokens);
    double factor = rotary.scaling().attentionFactor(tokens);
    for (int p = 0; p < tokens; p++) {
      for (int i = 0; i < pairs; i++) {
        double angle = p * frequencies[i];
        cos[at + p * pairs + i] = (float) (factor * Math.cos(angle));
        sin[at + p * pairs + i] = (float) (factor * Math.sin(angle));
      }
    }
  }

  /** Bytes that they take. */
  static long bytes(DecoderSpec spec, int tokens) {
    long rows = (long) shortRows(spec, tokens) + tokens;
    return spec.positions().rotaries().stream()
        .mapToLong(rotary -> 2L * Float.BYTES * rows * rotary.pairs())
        .sum();
  }

  /** The row of a text's first token. */
  int firstRow(boolean longText) {
    return longText ? switchesAfter : 0;
  }

  /** The rotation of one kind for tokens at these rows; null for −1. */
  @Nullable Rotation rotation(int rotary, Tensor rows) {
    return rotary < 0
        ? null
        : new Rotation(cosines.get(rotary), sines.get(rotary), rows, specs.get(rotary).pairing());
  }

  private static Tensor table(Scope scope, CommandQueue queue, float[] values, int pairs) {
    Tensor table = scope.allocate(DType.F32, values.length / pairs, pairs);
    queue.upload(MemorySegment.ofArray(values), table);
    return table;
  }
}
