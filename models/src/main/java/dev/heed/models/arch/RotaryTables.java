package dev.heed.models.arch;

import dev.heed.engine.Scope;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.nn.Rotation;
import dev.heed.models.spec.DecoderSpec;
import dev.heed.models.spec.RotarySpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cosines and sines of all places that a session's texts may reach, computed in double. */
final class RotaryTables {
  private final List<RotarySpec> specs;
  private final List<Tensor> cosines = new ArrayList<>();
  private final List<Tensor> sines = new ArrayList<>();

  /**
   * Computes and uploads them.
   *
   * @param scope that they lie in
   * @param tokens longest text of the session
   */
  RotaryTables(Scope scope, PassQueue queue, DecoderSpec spec, int tokens) {
    this.specs = spec.positions().rotaries();
    for (RotarySpec rotary : specs) {
      int pairs = rotary.pairs();
      double[] frequencies = rotary.frequencies(tokens);
      double factor = rotary.scaling().attentionFactor(tokens);
      float[] cos = new float[Math.multiplyExact(tokens, pairs)];
      float[] sin = new float[cos.length];
      for (int p = 0; p < tokens; p++) {
        for (int i = 0; i < pairs; i++) {
          double angle = p * frequencies[i];
          cos[p * pairs + i] = (float) (factor * Math.cos(angle));
          sin[p * pairs + i] = (float) (factor * Math.sin(angle));
        }
      }
      cosines.add(table(scope, queue, cos, tokens, pairs));
      sines.add(table(scope, queue, sin, tokens, pairs));
    }
  }

  /** Bytes that they take. */
  static long bytes(DecoderSpec spec, int tokens) {
    return spec.positions().rotaries().stream()
        .mapToLong(rotary -> 2L * Float.BYTES * tokens * rotary.pairs())
        .sum();
  }

  /** The rotation of one kind for tokens at these positions; null for −1. */
  @Nullable Rotation rotation(int rotary, Tensor positions) {
    return rotary < 0
        ? null
        : new Rotation(
            cosines.get(rotary), sines.get(rotary), positions, specs.get(rotary).pairing());
  }

  private static Tensor table(Scope scope, PassQueue queue, float[] values, int tokens, int pairs) {
    Tensor table = scope.allocate(DType.F32, tokens, pairs);
    queue.upload(values, table);
    return table;
  }
}
