package dev.heed.cpu.simd.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heed.cpu.simd.kernel.AttentionOperands.Sequence;
import dev.heed.cpu.simd.kernel.AttentionOperands.View;
import dev.heed.engine.op.AlibiSlopes;
import dev.heed.engine.op.Visibility;
import dev.heed.engine.tensor.DType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One sequence with its arrays, and what the formula gives for it in double precision. */
final class AttentionCase {
  final int queries;
  final int keys;
  final int heads;
  final int kvHeads;
  final int headSize;
  final int valueSize;
  final Visibility visibility;
  float[] q;
  float[] k;
  float[] v;
  float @Nullable [] bias;
  float softCap = 0;

  /** How keys and values are stored. */
  DType stored = DType.F32;

  @Nullable AlibiSlopes alibi;
  float[] out = {};
  float[] logSumExp = {};
  float[] weights = {};

  AttentionCase(
      int queries,
      int keys,
      int heads,
      int kvHeads,
      int headSize,
      int valueSize,
      Visibility visibility) {
    this.queries = queries;
    this.keys = keys;
    this.heads = heads;
    this.kvHeads = kvHeads;
    this.headSize = headSize;
    this.valueSize = valueSize;
    this.visibility = visibility;
    q = Arrays32.random(queries * qWidth(), 1);
    k = Arrays32.random(keys * kWidth(), 2);
    v = Arrays32.random(keys * vWidth(), 3);
  }

  /** Other lengths, the first rows of another case. */
  AttentionCase(int queries, int keys, AttentionCase of) {
    this(queries, keys, of.heads, of.kvHeads, of.headSize, of.valueSize, of.visibility);
    q = Arrays.copyOf(of.q, queries * qWidth());
    k = Arrays.copyOf(of.k, keys * kWidth());
    v = Arrays.copyOf(of.v, keys * vWidth());
    softCap = of.softCap;
    alibi = of.alibi;
  }

  int qWidth() {
    return heads * headSize;
  }

  int kWidth() {
    return kvHeads * headSize;
  }

  int vWidth() {
    return kvHeads * valueSize;
  }

  /** The same with a soft cap, a bias for each pair and linear biases. */
  AttentionCase withEverything() {
    AttentionCase other = withCapAndSlopes();
    other.bias = Arrays32.random(heads * queries * keys, 4);
    return other;
  }

  AttentionCase withCapAndSlopes() {
    AttentionCase other = new AttentionCase(queries, keys, this);
    other.softCap = 3;
    other.alibi = AlibiSlopes.forHeads(heads);
    return other;
  }

  int first(int i) {
    return Math.min(keys, visibility.firstKey(i, queries, keys));
  }

  int end(int i) {
    return visibility.endKey(i, queries, keys);
  }

  AttentionCase run() {
    out = Arrays32.guarded(queries * heads * valueSize);
    logSumExp = Arrays32.guarded(heads * queries);
    weights = Arrays32.guarded(heads * queries * keys);
    AttentionOperands operands =
        new AttentionOperands(
            new View(q, 0, qWidth(), headSize),
            stored(k, kWidth(), headSize),
            stored(v, vWidth(), valueSize),
            new View(out, 0, heads * valueSize, valueSize),
            heads,
            heads / kvHeads,
            headSize,
            valueSize,
            visibility,
            0.3f,
            softCap,
            alibi,
            bias == null ? null : new View(bias, 0, 0, 0),
            true,
            new View(logSumExp, 0, 1, queries),
            new View(weights, 0, 0, 0),
            null);
    AttentionScratch layout = AttentionKernel.layout(operands, queries);
    float[] scratch = Arrays32.guarded(layout.size() + 2);
    AttentionKernel kernel =
        new AttentionKernel(operands, layout, scratch, 1, new AttentionTile(new Tile()));
    Sequence sequence = new Sequence(0, queries, 0, keys, 0);
    kernel.run(sequence, 0, kvHeads * AttentionKernel.units(queries, heads / kvHeads));
    assertThat(scratch[0]).isEqualTo(Arrays32.GUARD);
    assertThat(scratch[scratch.length - 1]).isEqualTo(Arrays32.GUARD);
    return this;
  }

  private StoredRows stored(float[] values, int rowStride, int headStride) {
    if (stored == DType.F32) {
      return StoredRows.of(values, 0, rowStride, headStride);
    }
    short[] shorts = new short[values.length];
    for (int e = 0; e < shorts.length; e++) {
      shorts[e] = rounded(values[e]);
    }
    return StoredRows.of(stored, shorts, 0, rowStride, headStride);
  }

  private short rounded(float value) {
    return stored == DType.F16
        ? Float.floatToFloat16(value)
        : (short) (Float.floatToRawIntBits(value) >>> 16);
  }

  /** The same, with keys and values that 16 bits hold. */
  AttentionCase roundedTo(DType type) {
    AttentionCase other = new AttentionCase(queries, keys, this);
    other.stored = type;
    for (float[] values : List.of(other.k, other.v)) {
      for (int e = 0; e < values.length; e++) {
        short bits = other.rounded(values[e]);
        values[e] =
            type == DType.F16 ? Float.float16ToFloat(bits) : Float.intBitsToFloat(bits << 16);
      }
    }
    return other;
  }

  void compareWithFormula() {
    for (int h = 0; h < heads; h++) {
      for (int i = 0; i < queries; i++) {
        compareRow(h, i);
      }
    }
  }

  private void compareRow(int h, int i) {
    int g = h / (heads / kvHeads);
    double[] score = new double[keys];
    Arrays.fill(score, Double.NEGATIVE_INFINITY);
    double most = Double.NEGATIVE_INFINITY;
    for (int j = first(i); j < end(i); j++) {
      double dot = 0;
      for (int d = 0; d < headSize; d++) {
        dot += (double) q[i * qWidth() + h * headSize + d] * k[j * kWidth() + g * headSize + d];
      }
      dot *= 0.3f;
      dot = softCap > 0 ? softCap * Math.tanh(dot / softCap) : dot;
      dot += bias == null ? 0 : bias[(h * queries + i) * keys + j];
      dot -= alibi == null ? 0 : (double) alibi.slope(h) * Math.abs(i + keys - queries - j);
      score[j] = dot;
      most = Math.max(most, dot);
    }
    double total = 0;
    for (int j = 0; j < keys; j++) {
      score[j] = most == Double.NEGATIVE_INFINITY ? 0 : Math.exp(score[j] - most);
      total += score[j];
    }
    for (int j = 0; j < keys; j++) {
      double weight = total == 0 ? 0 : score[j] / total;
      assertThat((double) weights[(h * queries + i) * keys + j]).isCloseTo(weight, within(1e-6));
    }
    for (int d = 0; d < valueSize; d++) {
      double sum = 0;
      for (int j = 0; j < keys; j++) {
        sum += total == 0 ? 0 : score[j] / total * v[j * vWidth() + g * valueSize + d];
      }
      assertThat((double) out[(i * heads + h) * valueSize + d]).isCloseTo(sum, within(4e-6));
    }
    float logSum = logSumExp[h * queries + i];
    if (total == 0) {
      assertThat(logSum).isEqualTo(Float.NEGATIVE_INFINITY);
    } else {
      assertThat((double) logSum).isCloseTo(most + Math.log(total), within(4e-6));
    }
  }

  @Override
  public String toString() {
    return "%d queries, %d keys, %d/%d heads of %d/%d, %s"
        .formatted(queries, keys, heads, kvHeads, headSize, valueSize, visibility);
  }
}
