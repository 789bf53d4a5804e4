package dev.heed.bench.op;

import dev.heed.bench.attention.AttentionCase;
import dev.heed.bench.attention.DecodeCase;
import dev.heed.engine.op.Activate;
import dev.heed.engine.op.Activation;
import dev.heed.engine.op.AddNorm;
import dev.heed.engine.op.ArgMaxRows;
import dev.heed.engine.op.Combine;
import dev.heed.engine.op.Copy;
import dev.heed.engine.op.Fill;
import dev.heed.engine.op.GatherRows;
import dev.heed.engine.op.Linear;
import dev.heed.engine.op.MatMul;
import dev.heed.engine.op.Multiply;
import dev.heed.engine.op.Norm;
import dev.heed.engine.op.NormKind;
import dev.heed.engine.op.NormalizeRows;
import dev.heed.engine.op.PackedGatedMlp;
import dev.heed.engine.op.PackedLinear;
import dev.heed.engine.op.PoolRows;
import dev.heed.engine.op.Pooling;
import dev.heed.engine.op.RotaryPairing;
import dev.heed.engine.op.Rotate;
import dev.heed.engine.op.ScatterRows;
import dev.heed.engine.op.Softmax;
import dev.heed.engine.op.TopKRows;
import dev.heed.engine.op.Visibility;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.SeqSpans;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What is measured: every op, most of them at the sizes of MiniLM-L6 (width 384, 12 heads of 32).
 */
public final class OpCases {
  private static final int WIDTH = 384;
  private static final int VOCABULARY = 30_522;

  private OpCases() {}

  /** All cases, in the order of the table. */
  public static List<OpCase> all() {
    List<OpCase> cases = new ArrayList<>();
    for (int rows : new int[] {1, 16, 128, 512}) {
      cases.add(linear(rows, WIDTH, 3 * WIDTH, Activation.IDENTITY));
      cases.add(linear(rows, WIDTH, WIDTH, Activation.IDENTITY));
      cases.add(linear(rows, WIDTH, 4 * WIDTH, Activation.GELU));
      cases.add(linear(rows, 4 * WIDTH, WIDTH, Activation.IDENTITY));
    }
    for (int length : new int[] {16, 128, 512, 2048}) {
      cases.add(attention(new AttentionCase("global", length, 12, 32, Visibility.ALL)));
    }
    cases.add(attention(new AttentionCase("global", 512, 12, 64, Visibility.ALL)));
    cases.add(attention(new AttentionCase("causal", 512, 12, 64, Visibility.CAUSAL)));
    for (int length : new int[] {512, 2048}) {
      cases.add(attention(AttentionCase.local(128, length, 12, 64)));
    }
    for (DecodeCase one : DecodeCase.all()) {
      cases.add(decode(one));
    }
    cases.add(addNorm(128));
    cases.add(softmax(128, 512));
    for (Activation activation : List.of(Activation.GELU, Activation.GELU_TANH, Activation.SILU)) {
      cases.add(activate(activation, 128, 4 * WIDTH));
    }
    cases.add(gather(128));
    cases.add(pool(8, 16));
    cases.add(normalize(128));
    cases.addAll(others());
    for (DType type : List.of(DType.Q8_0, DType.Q4_0, DType.Q4_1)) {
      for (int rows : new int[] {1, 8, 512}) {
        cases.add(quantized(type, rows, 576, 1536));
      }
      cases.add(quantized(type, 1, 1536, 576));
      cases.add(quantized(type, 1, 576, 576));
      cases.add(quantized(type, 1, 4096, 11_008));
    }
    cases.add(quantized(DType.Q8_0, 1, 576, 49_152));
    return cases;
  }

  /** The case of this name. */
  public static OpCase named(String name) {
    return all().stream()
        .filter(candidate -> candidate.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no benchmark case is called " + name));
  }

  private static OpCase linear(int rows, int in, int out, Activation activation) {
    String suffix =
        activation == Activation.IDENTITY ? "" : " " + activation.name().toLowerCase(Locale.ROOT);
    return new OpCase(
        "linear %dx%dx%d%s".formatted(rows, in, out, suffix),
        2.0 * rows * in * out,
        4.0 * (rows * (double) in + (double) in * out + rows * (double) out),
        operands ->
            new PackedLinear(
                operands.normal(1, rows, in),
                operands.weight(out, in),
                operands.normal(1, out),
                activation,
                operands.out(rows, out)));
  }

  /** At sizes of SmolLM2, and one that caches do not hold. */
  private static OpCase quantized(DType type, int rows, int in, int out) {
    return new OpCase(
        "linear %s %dx%dx%d".formatted(type, rows, in, out),
        2.0 * rows * in * out,
        type.bytes((long) in * out) + 4.0 * rows * ((double) in + out),
        operands ->
            new PackedLinear(
                operands.normal(1, rows, in),
                operands.quantized(type, out, in),
                null,
                Activation.IDENTITY,
                operands.out(rows, out)));
  }

  private static OpCase attention(AttentionCase one) {
    return new OpCase(
        "attention " + one.name(),
        one.flops(),
        one.bytes(),
        operands ->
            one.op(
                operands.normal(1, one.length(), 3 * one.width()),
                operands.out(one.length(), one.heads(), one.size())));
  }

  private static OpCase decode(DecodeCase one) {
    return new OpCase(
        "attention " + one.name(),
        one.flops(),
        one.bytes(),
        operands ->
            one.op(
                operands.normal(1, one.sequences(), one.heads(), one.size()),
                operands.normal(1, one.stored(), one.keyRows(), one.kvWidth()),
                operands.normal(1, one.stored(), one.keyRows(), one.kvWidth()),
                operands.out(one.sequences(), one.heads(), one.size())));
  }

  private static OpCase addNorm(int rows) {
    return new OpCase(
        "addNorm layer %dx%d".formatted(rows, WIDTH),
        9.0 * rows * WIDTH,
        12.0 * rows * WIDTH,
        operands ->
            new AddNorm(
                NormKind.LAYER,
                operands.normal(1, rows, WIDTH),
                operands.normal(1, rows, WIDTH),
                operands.normal(1, WIDTH),
                operands.normal(1, WIDTH),
                1e-12f,
                null,
                operands.out(rows, WIDTH)));
  }

  private static OpCase softmax(int rows, int width) {
    return new OpCase(
        "softmax %dx%d".formatted(rows, width),
        4.0 * rows * width,
        8.0 * rows * width,
        operands -> Softmax.of(operands.normal(2, rows, width), operands.out(rows, width)));
  }

  private static OpCase activate(Activation activation, int rows, int width) {
    return new OpCase(
        "activate %s %dx%d".formatted(activation.name().toLowerCase(Locale.ROOT), rows, width),
        1.0 * rows * width,
        8.0 * rows * width,
        operands ->
            new Activate(activation, operands.normal(2, rows, width), operands.out(rows, width)));
  }

  /** The ops that encoders of the BERT shape do without, at sizes of a small decoder. */
  private static List<OpCase> others() {
    int rows = 128;
    int inner = 4 * WIDTH;
    double elements = (double) rows * WIDTH;
    return List.of(
        new OpCase(
            "linear unpacked 128x384x384",
            2.0 * rows * WIDTH * WIDTH,
            4.0 * (2 * elements + (double) WIDTH * WIDTH),
            with ->
                new Linear(
                    with.normal(1, rows, WIDTH),
                    with.normal(0.05, WIDTH, WIDTH),
                    with.normal(1, WIDTH),
                    Activation.IDENTITY,
                    with.out(rows, WIDTH))),
        new OpCase(
            "gatedMlp silu 128x384x1536",
            4.0 * rows * WIDTH * inner,
            4.0 * (elements + 2.0 * WIDTH * inner + (double) rows * inner),
            with ->
                new PackedGatedMlp(
                    with.normal(1, rows, WIDTH),
                    with.weight(inner, WIDTH),
                    with.weight(inner, WIDTH),
                    null,
                    null,
                    Activation.SILU,
                    with.out(rows, inner))),
        new OpCase(
            "matMul 12x128x32x128 bT",
            2.0 * 12 * rows * 32 * rows,
            4.0 * 12 * rows * (2 * 32 + rows),
            with ->
                MatMul.transposedB(
                    0.2f,
                    with.normal(1, 12, rows, 32),
                    with.normal(1, 12, rows, 32),
                    with.out(12, rows, rows))),
        new OpCase(
            "norm rms 128x384",
            4 * elements,
            8 * elements,
            with ->
                Norm.of(
                    NormKind.RMS,
                    with.normal(1, rows, WIDTH),
                    with.normal(1, WIDTH),
                    null,
                    1e-5f,
                    with.out(rows, WIDTH))),
        new OpCase(
            "rotate half split 128x12x32",
            3 * elements,
            8 * elements,
            with ->
                new Rotate(
                    with.normal(1, rows, 12, 32),
                    with.normal(1, rows, 16),
                    with.normal(1, rows, 16),
                    with.permutation(rows),
                    RotaryPairing.HALF_SPLIT,
                    with.out(rows, 12, 32))),
        new OpCase(
            "combine 128x384",
            2 * elements,
            12 * elements,
            with ->
                Combine.sum(
                    with.normal(1, rows, WIDTH),
                    with.normal(1, rows, WIDTH),
                    with.out(rows, WIDTH))),
        new OpCase(
            "multiply 128x384",
            elements,
            12 * elements,
            with ->
                new Multiply(
                    with.normal(1, rows, WIDTH),
                    with.normal(1, rows, WIDTH),
                    with.out(rows, WIDTH))),
        new OpCase(
            "copy 128x384",
            0,
            8 * elements,
            with -> new Copy(with.normal(1, rows, WIDTH), with.out(rows, WIDTH))),
        new OpCase("fill 128x384", 0, 4 * elements, with -> new Fill(with.out(rows, WIDTH), 0.5f)),
        new OpCase(
            "scatterRows 128x384",
            0,
            8 * elements,
            with ->
                new ScatterRows(
                    with.normal(1, rows, WIDTH), with.permutation(rows), with.out(rows, WIDTH))),
        new OpCase(
            "argMaxRows 8x30522",
            0,
            4.0 * 8 * VOCABULARY,
            with -> new ArgMaxRows(with.normal(1, 8, VOCABULARY), with.wholeNumbers(8))),
        new OpCase(
            "topKRows 40 of 8x30522",
            0,
            4.0 * 8 * VOCABULARY,
            with ->
                new TopKRows(
                    with.normal(1, 8, VOCABULARY), with.out(8, 40), with.wholeNumbers(8, 40))));
  }

  private static OpCase gather(int rows) {
    return new OpCase(
        "gatherRows %dx%d of %d".formatted(rows, WIDTH, VOCABULARY),
        0,
        8.0 * rows * WIDTH,
        operands ->
            new GatherRows(
                operands.normal(1, VOCABULARY, WIDTH),
                operands.indices(VOCABULARY, rows),
                false,
                operands.out(rows, WIDTH)));
  }

  private static OpCase pool(int sequences, int length) {
    int[] lengths = new int[sequences];
    Arrays.fill(lengths, length);
    return new OpCase(
        "poolRows mean %dx%dx%d".formatted(sequences, length, WIDTH),
        1.0 * sequences * length * WIDTH,
        4.0 * sequences * (length + 1) * WIDTH,
        operands ->
            new PoolRows(
                Pooling.MEAN,
                operands.normal(1, sequences * length, WIDTH),
                SeqSpans.packed(lengths),
                operands.out(sequences, WIDTH)));
  }

  private static OpCase normalize(int rows) {
    return new OpCase(
        "normalizeRows %dx%d".formatted(rows, WIDTH),
        3.0 * rows * WIDTH,
        8.0 * rows * WIDTH,
        operands ->
            new NormalizeRows(operands.normal(1, rows, WIDTH), 1e-12f, operands.out(rows, WIDTH)));
  }
}
