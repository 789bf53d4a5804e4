package dev.heed.testkit.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.engine.Backend;
import dev.heed.engine.Support;
import dev.heed.engine.op.Activate;
import dev.heed.engine.op.Activation;
import dev.heed.engine.op.AlibiSlopes;
import dev.heed.engine.op.Attention;
import dev.heed.engine.op.Copy;
import dev.heed.engine.op.Linear;
import dev.heed.engine.op.Masking;
import dev.heed.engine.op.MatMul;
import dev.heed.engine.op.Norm;
import dev.heed.engine.op.NormKind;
import dev.heed.engine.op.Op;
import dev.heed.engine.op.PackedLinear;
import dev.heed.engine.op.RotaryPairing;
import dev.heed.engine.op.Rotate;
import dev.heed.engine.op.ScatterRows;
import dev.heed.engine.op.Visibility;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Layout;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import dev.heed.testkit.oracle.HostTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.opentest4j.TestAbortedException;

/** What must agree with what, whatever the numbers are. */
public final class RelationStatements {
  /** For relations that do not promise bits: values here are of the order of 1. */
  private static final double CLOSE = 2e-6;

  private final Subject subject;

  public RelationStatements(Subject subject) {
    this.subject = subject;
  }

  /** One test per statement. */
  public Stream<DynamicTest> tests() {
    Statements statements = new Statements(subject);
    for (int chunk : new int[] {1, 3, 16}) {
      statements.add(
          "causal attention in steps of %d over a cache is one prefill, to the bit"
              .formatted(chunk),
          () -> cached(chunk, Visibility.CAUSAL));
      statements.add(
          "local attention in steps of %d over a cache is one prefill, to the bit".formatted(chunk),
          () -> cached(chunk, new Visibility.Local(9, 0)));
    }
    for (DType stored : new DType[] {DType.F16, DType.BF16}) {
      statements
          .add(
              "attention over keys and values in %s has the bits of the same values in F32"
                  .formatted(stored),
              () -> widened(stored))
          .add(
              "local attention in steps of 7 over a cache in %s is one prefill, to the bit"
                  .formatted(stored),
              () -> cached(7, new Visibility.Local(9, 0), stored));
    }
    for (DType stored : new DType[] {DType.F32, DType.F16}) {
      statements.add(
          "a sequence of 640 in %s has the bits of its prefill, in chunks and beside others"
              .formatted(stored),
          () -> chunkedBesideOthers(stored));
    }
    return statements
        .add("a window cache may lose 256 keys at a time, to the bit", this::forgottenKeys)
        .add("a decoder's steps on views of one projection are those on copies", this::decoderViews)
        .add("a compacted window cache gives what the whole cache gives", this::compactedWindow)
        .add("padded sequences give the bits of packed ones", this::padded)
        .add("heads that share keys give what repeated keys give", this::repeatedHeads)
        .add("a bias of 0 and -infinity gives what causal visibility gives", this::maskingBias)
        .add("an unbounded window gives what causal visibility gives", this::unboundedWindow)
        .add("returned weights times values give the output", this::returnedWeights)
        .add("attention to windows of one projection is attention to copies", this::windows)
        .add("a row of stride 0 is that row repeated", this::strideZero)
        .add("a packed weight gives what the plain one gives", this::packed)
        .add("quantized matrices that lie one after the other are packed as one", this::joined)
        .add("a fused activation gives what the activation alone gives", this::fusedActivation)
        .add("rotation by an angle of 0 changes nothing", this::rotationByNothing)
        .add("scaling a row does not change its norm", this::scaledNorm)
        .add("a product with the identity is the matrix itself", this::identity)
        .add("an output may lie beside its inputs in one matrix", this::besideItsInputs)
        .stream();
  }

  private void cached(int chunk, Visibility visibility) {
    cached(chunk, visibility, DType.F32);
  }

  private void cached(int chunk, Visibility visibility, DType stored) {
    int rows = 50;
    try (Desk desk = new Desk(subject.backend())) {
      Tensor q = desk.floats(rows, 4, 24);
      Tensor newKeys = desk.floats(rows, 2 * 24);
      Tensor newValues = desk.floats(rows, 2 * 17);
      Tensor whole = desk.floats(rows, 4, 17);
      supported(
          desk,
          attention(
              q,
              desk.rounded(newKeys, stored).splitLast(2),
              desk.rounded(newValues, stored).splitLast(2),
              SeqSpans.packed(rows),
              SeqSpans.packed(rows),
              visibility,
              whole));
      int cacheStart = 5;
      Tensor keys = desk.filled(stored, Float.NaN, rows + 9, 2 * 24);
      Tensor values = desk.filled(stored, Float.NaN, rows + 9, 2 * 17);
      Tensor stepped = desk.floats(rows, 4, 17);
      for (int from = 0; from < rows; from += chunk) {
        int to = Math.min(rows, from + chunk);
        Tensor at = desk.ints(IntStream.range(cacheStart + from, cacheStart + to).toArray());
        desk.run(new ScatterRows(newKeys.slice(0, from, to), at, keys));
        desk.run(new ScatterRows(newValues.slice(0, from, to), at, values));
        desk.run(
            attention(
                q.slice(0, from, to),
                keys.splitLast(2),
                values.splitLast(2),
                SeqSpans.packed(to - from),
                SeqSpans.of(new int[] {cacheStart}, new int[] {to}),
                visibility,
                stepped.slice(0, from, to)));
      }
      assertSameBits(desk.read(whole), desk.read(stepped));
    }
  }

  /** One query over many keys, a few over some, and as many as there are keys. */
  private void widened(DType stored) {
    SeqSpans queries = SeqSpans.packed(1, 3, 40);
    SeqSpans keys = SeqSpans.of(new int[] {2, 100, 400}, new int[] {350, 300, 40});
    Masking[] maskings = {
      Masking.NONE,
      Masking.CAUSAL,
      Masking.of(new Visibility.Local(30, 0)),
      new Masking(Visibility.CAUSAL, null, AlibiSlopes.forHeads(9))
    };
    for (int size : new int[] {64, 19}) {
      for (Masking masking : maskings) {
        try (Desk desk = new Desk(subject.backend())) {
          Tensor q = desk.floats(44, 9, size);
          Tensor k = desk.rounded(desk.floats(442, 3, size), stored);
          Tensor v = desk.rounded(desk.floats(442, 3, size), stored);
          Tensor out = desk.floats(44, 9, size);
          Tensor wide = desk.floats(44, 9, size);
          supported(desk, new Attention(q, k, v, queries, keys, masking, 0.2f, 4, out, null, null));
          desk.run(
              new Attention(
                  q,
                  desk.rounded(k, DType.F32),
                  desk.rounded(v, DType.F32),
                  queries,
                  keys,
                  masking,
                  0.2f,
                  4,
                  wide,
                  null,
                  null));
          assertSameBits(desk.read(wide), desk.read(out));
        }
      }
    }
  }

  /**
   * A prefill at once, and the same in chunks of 100 and then one by one, at an odd place of a
   * cache that others use too and in whose ops they stand before and behind.
   */
  private void chunkedBesideOthers(DType stored) {
    int rows = 640;
    int singles = 4;
    int start = 37;
    try (Desk desk = new Desk(subject.backend())) {
      Tensor q = desk.floats(rows, 6, 16);
      Tensor keys = desk.rounded(desk.floats(start + rows + 300, 2, 16), stored);
      Tensor values = desk.rounded(desk.floats(start + rows + 300, 2, 16), stored);
      Tensor whole = desk.floats(rows, 6, 16);
      supported(
          desk,
          attention(
              q,
              desk.copy(keys.slice(0, start, start + rows)),
              desk.copy(values.slice(0, start, start + rows)),
              SeqSpans.packed(rows),
              SeqSpans.packed(rows),
              Visibility.CAUSAL,
              whole));
      Tensor stepped = desk.floats(rows, 6, 16);
      Tensor asked = desk.floats(103, 6, 16);
      Tensor answers = desk.floats(103, 6, 16);
      for (int from = 0; from < rows; ) {
        int to = from < rows - singles ? Math.min(from + 100, rows - singles) : from + 1;
        int count = to - from;
        desk.run(new Copy(q.slice(0, from, to), asked.slice(0, 1, 1 + count)));
        desk.run(
            attention(
                asked,
                keys,
                values,
                SeqSpans.of(new int[] {0, 1, 1 + count}, new int[] {1, count, 2}),
                SeqSpans.of(new int[] {start + rows, start, 3}, new int[] {270, to, 20}),
                Visibility.CAUSAL,
                answers));
        desk.run(new Copy(answers.slice(0, 1, 1 + count), stepped.slice(0, from, to)));
        from = to;
      }
      assertSameBits(desk.read(whole), desk.read(stepped));
    }
  }

  private void forgottenKeys() {
    Visibility window = new Visibility.Local(40, 0);
    SeqSpans queries = SeqSpans.packed(3);
    try (Desk desk = new Desk(subject.backend())) {
      Tensor q = desk.floats(3, 4, 16);
      Tensor keys = desk.floats(700, 2, 16);
      Tensor values = desk.floats(700, 2, 16);
      Tensor whole = desk.floats(3, 4, 16);
      supported(desk, attention(q, keys, values, queries, SeqSpans.packed(700), window, whole));
      for (int lost : new int[] {256, 512}) {
        Tensor out = desk.floats(3, 4, 16);
        SeqSpans rest = SeqSpans.of(new int[] {lost}, new int[] {700 - lost});
        desk.run(attention(q, keys, values, queries, rest, window, out));
        assertSameBits(desk.read(whole), desk.read(out));
      }
    }
  }

  /** Norms of heads, rotation in place and a cache in 16 bits, as a decoder's layer has them. */
  private void decoderViews() {
    int rows = 7;
    int heads = 6;
    int kvHeads = 2;
    int size = 16;
    int queryWidth = heads * size;
    int width = kvHeads * size;
    for (DType stored : new DType[] {DType.F32, DType.F16, DType.BF16}) {
      try (Desk desk = new Desk(subject.backend())) {
        Tensor qkv = desk.floats(rows, queryWidth + 2 * width);
        Tensor newQueries = qkv.slice(1, 0, queryWidth);
        Tensor newKeys = qkv.slice(1, queryWidth, queryWidth + width);
        Tensor newValues = qkv.slice(1, queryWidth + width, queryWidth + 2 * width);
        Tensor denseQueries = desk.copy(newQueries);
        Tensor denseKeys = desk.copy(newKeys);
        Tensor denseValues = desk.copy(newValues);
        Tensor weight = desk.floats(size);
        Tensor cosines = desk.floats(rows, size / 2);
        Tensor sines = desk.floats(rows, size / 2);
        Tensor positions = desk.ints(IntStream.range(0, rows).toArray());
        for (Tensor all : new Tensor[] {newQueries, newKeys, denseQueries, denseKeys}) {
          Tensor each = all.splitLast(all.width() / size);
          supported(desk, Norm.of(NormKind.RMS, each, weight, null, 1e-5f, each));
          supported(
              desk, new Rotate(each, cosines, sines, positions, RotaryPairing.HALF_SPLIT, each));
        }
        assertSameBits(desk.read(denseQueries), desk.read(newQueries));
        assertSameBits(desk.read(denseKeys), desk.read(newKeys));
        assertSameBits(desk.read(denseValues), desk.read(newValues));

        Tensor places = desk.ints(IntStream.range(0, rows).map(row -> 4 + row).toArray());
        Tensor keys = desk.filled(stored, Float.NaN, 20, width);
        Tensor values = desk.filled(stored, Float.NaN, 20, width);
        supported(desk, new ScatterRows(newKeys, places, keys));
        supported(desk, new ScatterRows(newValues, places, values));
        Tensor out = desk.floats(rows, heads, size);
        Tensor apart = desk.floats(rows, heads, size);
        SeqSpans cached = SeqSpans.of(new int[] {4}, new int[] {rows});
        SeqSpans packed = SeqSpans.packed(rows);
        supported(
            desk,
            attention(
                newQueries.splitLast(heads),
                keys.splitLast(kvHeads),
                values.splitLast(kvHeads),
                packed,
                cached,
                Visibility.CAUSAL,
                out));
        desk.run(
            attention(
                denseQueries.splitLast(heads),
                desk.rounded(desk.rounded(denseKeys, stored), DType.F32).splitLast(kvHeads),
                desk.rounded(desk.rounded(denseValues, stored), DType.F32).splitLast(kvHeads),
                packed,
                packed,
                Visibility.CAUSAL,
                apart));
        assertSameBits(desk.read(apart), desk.read(out));
      }
    }
  }

  private void compactedWindow() {
    try (Desk desk = new Desk(subject.backend())) {
      Tensor q = desk.floats(1, 2, 16);
      Tensor keys = desk.floats(40, 2, 16);
      Tensor values = desk.floats(40, 2, 16);
      Tensor whole = desk.floats(1, 2, 16);
      Tensor compact = desk.floats(1, 2, 16);
      SeqSpans one = SeqSpans.packed(1);
      Visibility window = new Visibility.Local(12, 0);
      supported(desk, attention(q, keys, values, one, SeqSpans.packed(40), window, whole));
      SeqSpans last = SeqSpans.of(new int[] {27}, new int[] {13});
      desk.run(attention(q, keys, values, one, last, window, compact));
      assertClose(desk.read(whole), desk.read(compact));
    }
  }

  private void padded() {
    try (Desk desk = new Desk(subject.backend())) {
      HostTensor q = desk.randomFloats(30, 3, 16);
      HostTensor k = desk.randomFloats(30, 3, 16);
      SeqSpans packed = SeqSpans.packed(4, 9, 17);
      SeqSpans padded = SeqSpans.of(new int[] {0, 20, 40}, new int[] {4, 9, 17});
      Tensor out = desk.floats(30, 3, 16);
      Tensor wide = desk.floats(60, 3, 16);
      Tensor keys = desk.with(k);
      supported(desk, attention(desk.with(q), keys, keys, packed, packed, Visibility.CAUSAL, out));
      Tensor wideKeys = spread(desk, k, packed, padded);
      desk.run(
          attention(
              spread(desk, q, packed, padded),
              wideKeys,
              wideKeys,
              padded,
              padded,
              Visibility.CAUSAL,
              wide));
      for (int s = 0; s < 3; s++) {
        int from = packed.start(s);
        int to = padded.start(s);
        assertSameBits(
            desk.read(out.slice(0, from, from + packed.length(s))),
            desk.read(wide.slice(0, to, to + packed.length(s))));
      }
    }
  }

  private void repeatedHeads() {
    try (Desk desk = new Desk(subject.backend())) {
      Tensor q = desk.floats(21, 6, 10);
      HostTensor k = desk.randomFloats(21, 2, 10);
      HostTensor v = desk.randomFloats(21, 2, 7);
      Tensor shared = desk.floats(21, 6, 7);
      Tensor repeated = desk.floats(21, 6, 7);
      SeqSpans spans = SeqSpans.packed(8, 13);
      supported(
          desk, attention(q, desk.with(k), desk.with(v), spans, spans, Visibility.CAUSAL, shared));
      desk.run(
          attention(
              q,
              desk.with(repeat(k, 3)),
              desk.with(repeat(v, 3)),
              spans,
              spans,
              Visibility.CAUSAL,
              repeated));
      assertClose(desk.read(shared), desk.read(repeated));
    }
  }

  private void maskingBias() {
    int rows = 23;
    try (Desk desk = new Desk(subject.backend())) {
      HostTensor mask = new HostTensor(DType.F32, rows * rows);
      for (int e = 0; e < mask.count(); e++) {
        mask.set(e, e % rows <= e / rows ? 0 : Float.NEGATIVE_INFINITY);
      }
      againstCausal(desk, rows, new Masking(Visibility.ALL, desk.with(mask), null));
    }
  }

  private void unboundedWindow() {
    try (Desk desk = new Desk(subject.backend())) {
      againstCausal(desk, 40, Masking.of(new Visibility.Local(Integer.MAX_VALUE, 0)));
    }
  }

  private void againstCausal(Desk desk, int rows, Masking masking) {
    Tensor q = desk.floats(rows, 2, 16);
    Tensor k = desk.floats(rows, 2, 16);
    SeqSpans spans = SeqSpans.packed(rows);
    Tensor causal = desk.floats(rows, 2, 16);
    Tensor masked = desk.floats(rows, 2, 16);
    supported(desk, attention(q, k, k, spans, spans, Visibility.CAUSAL, causal));
    supported(desk, Attention.of(q, k, k, spans, spans, masking, 0.25f, masked));
    assertClose(desk.read(causal), desk.read(masked));
  }

  private void returnedWeights() {
    int rows = 19;
    try (Desk desk = new Desk(subject.backend())) {
      Tensor q = desk.floats(rows, 1, 8);
      Tensor k = desk.floats(rows, 1, 8);
      Tensor v = desk.floats(rows, 1, 8);
      Tensor out = desk.floats(rows, 1, 8);
      Tensor plain = desk.floats(rows, 1, 8);
      Tensor weights = desk.floats(rows * rows);
      Tensor product = desk.floats(rows, 8);
      SeqSpans spans = SeqSpans.packed(rows);
      supported(
          desk, new Attention(q, k, v, spans, spans, Masking.CAUSAL, 0.35f, 0, out, null, weights));
      desk.run(Attention.of(q, k, v, spans, spans, Masking.CAUSAL, 0.35f, plain));
      desk.run(MatMul.of(weights.reshape(rows, rows), v.reshape(rows, 8), product));
      assertClose(desk.read(out.reshape(rows, 8)), desk.read(product));
      assertClose(desk.read(out), desk.read(plain));
    }
  }

  private void windows() {
    try (Desk desk = new Desk(subject.backend())) {
      Tensor fused = desk.floats(14, 3 * 24);
      Tensor q = fused.slice(1, 0, 24).splitLast(3);
      Tensor k = fused.slice(1, 24, 48).splitLast(3);
      Tensor v = fused.slice(1, 48, 72).splitLast(3);
      SeqSpans spans = SeqSpans.packed(5, 9);
      Tensor out = desk.floats(14, 3, 8);
      Tensor copied = desk.floats(14, 3, 8);
      supported(desk, attention(q, k, v, spans, spans, Visibility.ALL, out));
      desk.run(
          attention(
              desk.with(desk.read(q)),
              desk.with(desk.read(k)),
              desk.with(desk.read(v)),
              spans,
              spans,
              Visibility.ALL,
              copied));
      assertSameBits(desk.read(out), desk.read(copied));
    }
  }

  private void strideZero() {
    try (Desk desk = new Desk(subject.backend())) {
      HostTensor row = desk.randomFloats(33);
      Tensor repeated =
          desk.with(row).view(Layout.strided(0, new int[] {6, 33}, new long[] {0, 1}));
      HostTensor copies = new HostTensor(DType.F32, 6, 33);
      for (int e = 0; e < copies.count(); e++) {
        copies.set(e, row.get(e % 33));
      }
      Tensor copied = desk.with(copies);
      Tensor weight = desk.floats(18, 33);
      Tensor left = desk.floats(6, 18);
      Tensor right = desk.floats(6, 18);
      supported(desk, new Linear(repeated, weight, null, Activation.IDENTITY, left));
      desk.run(new Linear(copied, weight, null, Activation.IDENTITY, right));
      assertSameBits(desk.read(left), desk.read(right));
    }
  }

  private void packed() {
    for (DType stored : new DType[] {DType.F32, DType.F16, DType.BF16}) {
      try (Desk desk = new Desk(subject.backend())) {
        HostTensor values = new HostTensor(stored, 41, 70);
        for (int e = 0; e < values.count(); e++) {
          values.set(e, (float) Math.sin(e));
        }
        Tensor weight = desk.with(values);
        Tensor in = desk.floats(9, 70);
        Tensor bias = desk.floats(41);
        Tensor plain = desk.floats(9, 41);
        Tensor out = desk.floats(9, 41);
        supported(desk, new Linear(in, weight, bias, Activation.TANH, plain));
        supported(
            desk,
            new PackedLinear(
                in, subject.backend().pack(weight, desk.scope()), bias, Activation.TANH, out));
        // No magnitude is above 1, neither in the weight nor in the rows, and no slope of tanh.
        assertClose(desk.read(plain), desk.read(out), 70 * subject.packedWeightError());
      }
    }
  }

  private void joined() {
    Backend backend = subject.backend();
    for (DType type : List.of(DType.Q8_0, DType.Q4_0, DType.Q4_1)) {
      if (!backend.packs(type)) {
        throw new TestAbortedException("packs no " + type);
      }
      try (Desk desk = new Desk(backend)) {
        Tensor in = desk.floats(2, 96);
        Tensor both = desk.scope().allocate(type, 41 + 70, 96);
        Tensor out = desk.floats(2, 41 + 70);
        int row = 0;
        List<Tensor> alone = new ArrayList<>();
        for (int rows : new int[] {41, 70}) {
          HostTensor weight = desk.randomBlocks(type, rows, 96);
          desk.queue().upload(weight.segment(), both.slice(0, row, row + rows));
          row += rows;
          Tensor part = desk.floats(2, rows);
          PackedWeight packed = backend.pack(desk.with(weight), desk.scope());
          desk.run(new PackedLinear(in, packed, null, Activation.IDENTITY, part));
          alone.add(part);
        }
        PackedWeight packed = backend.pack(both, desk.scope());
        desk.run(new PackedLinear(in, packed, null, Activation.IDENTITY, out));
        assertSameBits(desk.read(alone.get(0)), desk.read(out.slice(1, 0, 41)));
        assertSameBits(desk.read(alone.get(1)), desk.read(out.slice(1, 41, 111)));
      }
    }
  }

  private void fusedActivation() {
    for (Activation activation : Activation.values()) {
      try (Desk desk = new Desk(subject.backend())) {
        Tensor in = desk.floats(5, 19);
        Tensor weight = desk.floats(34, 19);
        Tensor fused = desk.floats(5, 34);
        Tensor apart = desk.floats(5, 34);
        supported(desk, new Linear(in, weight, null, activation, fused));
        desk.run(new Linear(in, weight, null, Activation.IDENTITY, apart));
        desk.run(new Activate(activation, apart, apart));
        assertClose(desk.read(fused), desk.read(apart));
      }
    }
  }

  private void rotationByNothing() {
    try (Desk desk = new Desk(subject.backend())) {
      Tensor in = desk.floats(4, 3, 22);
      Tensor out = desk.floats(4, 3, 22);
      for (RotaryPairing pairing : RotaryPairing.values()) {
        supported(
            desk,
            new Rotate(
                in,
                desk.filled(1, 2, 11),
                desk.filled(0, 2, 11),
                desk.ints(1, 0, 0, 1),
                pairing,
                out));
        assertThat(desk.read(out).toDoubles()).isEqualTo(desk.read(in).toDoubles());
      }
    }
  }

  private void scaledNorm() {
    try (Desk desk = new Desk(subject.backend())) {
      HostTensor values = desk.randomFloats(5, 77);
      HostTensor doubled = values.copy();
      for (int e = 0; e < doubled.count(); e++) {
        doubled.set(e, 8 * values.get(e));
      }
      for (NormKind kind : NormKind.values()) {
        Tensor left = desk.floats(5, 77);
        Tensor right = desk.floats(5, 77);
        supported(desk, Norm.of(kind, desk.with(values), null, null, 0, left));
        desk.run(Norm.of(kind, desk.with(doubled), null, null, 0, right));
        assertClose(desk.read(left), desk.read(right));
      }
    }
  }

  private void identity() {
    try (Desk desk = new Desk(subject.backend())) {
      HostTensor one = new HostTensor(DType.F32, 37, 37);
      for (int i = 0; i < 37; i++) {
        one.set(i * 38, 1);
      }
      Tensor matrix = desk.floats(11, 37);
      Tensor out = desk.floats(11, 37);
      supported(desk, MatMul.of(matrix, desk.with(one), out));
      assertSameBits(desk.read(matrix), desk.read(out));
    }
  }

  private void besideItsInputs() {
    try (Desk desk = new Desk(subject.backend())) {
      Tensor all = desk.floats(6, 60);
      HostTensor before = desk.read(all);
      Tensor in = all.slice(1, 0, 25);
      Tensor out = all.slice(1, 25, 45);
      Tensor weight = desk.floats(20, 25);
      Tensor apart = desk.floats(6, 20);
      supported(desk, new Linear(in, weight, null, Activation.IDENTITY, out));
      desk.run(new Linear(in, weight, null, Activation.IDENTITY, apart));
      assertSameBits(desk.read(apart), desk.read(out));
      HostTensor after = desk.read(all);
      for (int e = 0; e < after.count(); e++) {
        if (e % 60 < 25 || e % 60 >= 45) {
          assertThat(after.bits(e)).as("element %s", after.place(e)).isEqualTo(before.bits(e));
        }
      }
    }
  }

  private static Attention attention(
      Tensor q,
      Tensor k,
      Tensor v,
      SeqSpans queries,
      SeqSpans keys,
      Visibility visibility,
      Tensor out) {
    return Attention.of(q, k, v, queries, keys, Masking.of(visibility), 0.25f, out);
  }

  /** Runs an op, or skips the test when the backend says that it does not support it. */
  private void supported(Desk desk, Op op) {
    if (subject.backend().support(op) instanceof Support.Unsupported unsupported) {
      throw new TestAbortedException(op.name() + ": " + unsupported.why());
    }
    desk.run(op);
  }

  /** The rows of some spans at other places, NaN between them. */
  private static Tensor spread(Desk desk, HostTensor rows, SeqSpans from, SeqSpans to) {
    int each = rows.count() / rows.size(0);
    HostTensor spread = new HostTensor(DType.F32, to.end() + 3, rows.size(1), rows.size(2));
    for (int e = 0; e < spread.count(); e++) {
      spread.set(e, Float.NaN);
    }
    for (int s = 0; s < from.count(); s++) {
      for (int e = 0; e < from.length(s) * each; e++) {
        spread.set(to.start(s) * each + e, rows.get(from.start(s) * each + e));
      }
    }
    return desk.with(spread);
  }

  /** [rows, heads, size] → [rows, heads · times, size], each head several times. */
  private static HostTensor repeat(HostTensor heads, int times) {
    int size = heads.width();
    HostTensor repeated = new HostTensor(DType.F32, heads.size(0), heads.size(1) * times, size);
    for (int e = 0; e < repeated.count(); e++) {
      repeated.set(e, heads.get(e / size / times * size + e % size));
    }
    return repeated;
  }

  private static void assertSameBits(HostTensor expected, HostTensor got) {
    int e = expected.firstDifference(got);
    assertThat(e)
        .as(() ->
            "bits differ at %s: %s and %s"
                .formatted(expected.place(e), expected.get(e), got.get(e)))
        .isEqualTo(-1);
  }

  private void assertClose(HostTensor expected, HostTensor got) {
    assertClose(expected, got, 0);
  }

  private void assertClose(HostTensor expected, HostTensor got, double more) {
    for (int e = 0; e < expected.count(); e++) {
      assertThat(Math.abs(expected.get(e) - got.get(e)))
          .as("difference of %s and %s at %s", expected.get(e), got.get(e), expected.place(e))
          .isLessThanOrEqualTo(CLOSE * subject.toleranceFactor() + more);
    }
  }
}
