package dev.heed.cpu.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.BackendRequest;
import dev.heed.engine.Backends;
import dev.heed.engine.CommandQueue;
import dev.heed.engine.Scope;
import dev.heed.engine.error.ClosedException;
import dev.heed.engine.error.InvalidOpException;
import dev.heed.engine.op.Activation;
import dev.heed.engine.op.Linear;
import dev.heed.engine.op.PackedLinear;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Layout;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Weights in mapped files, half floats and packed copies; 3 features of 2 inputs. */
class WeightMemoryTest {
  private static final float[] WEIGHT = {1, 2, 3, -4, 0.5f, 6};
  private static final float[] IN = {10, 100};
  private static final float[] OUT = {210, -370, 605};

  private final Backend backend =
      Backends.installed()
          .choose(BackendRequest.named("cpu-reference"))
          .open(BackendOptions.DEFAULT);
  private final Arena arena = Arena.ofConfined();
  private final Scope scope = backend.newScope("test");
  private final CommandQueue queue = backend.newQueue("test");
  private final Tensor in = scope.allocate(DType.F32, 1, 2);
  private final Tensor out = scope.allocate(DType.F32, 1, 3);

  @BeforeEach
  void uploadInput() {
    queue.upload(MemorySegment.ofArray(IN), in);
  }

  @AfterEach
  void close() {
    backend.close();
    arena.close();
  }

  @Test
  void aMappedF32WeightMayLieAtAnOddAddress() {
    MemorySegment file = arena.allocate(1 + 4L * WEIGHT.length).asSlice(1);
    for (int i = 0; i < WEIGHT.length; i++) {
      file.set(ValueLayout.JAVA_FLOAT_UNALIGNED, 4L * i, WEIGHT[i]);
    }
    runLinear(scope.map(file, DType.F32, Layout.of(3, 2)));
    assertThat(result()).containsExactly(OUT);
  }

  @Test
  void aMappedF16WeightMayLieAtAnOddAddress() {
    runLinear(mappedHalves(DType.F16));
    assertThat(result()).containsExactly(OUT);
  }

  @Test
  void aMappedBf16WeightMayLieAtAnOddAddress() {
    runLinear(mappedHalves(DType.BF16));
    assertThat(result()).containsExactly(OUT);
  }

  @Test
  void aPackedWeightOutlivesTheWeightItWasMadeOf() {
    PackedWeight packed;
    try (Scope loading = backend.newScope("loading")) {
      Tensor weight = loading.allocate(DType.F32, 3, 2);
      queue.upload(MemorySegment.ofArray(WEIGHT), weight);
      packed = backend.pack(weight, scope);
    }
    queue.run(new PackedLinear(in, packed, null, Activation.IDENTITY, out));
    assertThat(result()).containsExactly(OUT);
  }

  @Test
  void aPackedWeightDiesWithItsScope() {
    Tensor weight = scope.allocate(DType.F32, 3, 2);
    Scope packing = backend.newScope("packing");
    PackedWeight packed = backend.pack(weight, packing);
    packing.close();
    PackedLinear op = new PackedLinear(in, packed, null, Activation.IDENTITY, out);
    assertThatThrownBy(() -> queue.run(op)).isInstanceOf(ClosedException.class);
  }

  @Test
  void aPackedF16WeightStaysHalfAsLarge() {
    PackedWeight packed = backend.pack(mappedHalves(DType.F16), scope);
    assertThat(packed.byteSize()).isEqualTo(2L * WEIGHT.length);
    assertThat(packed.format()).isEqualTo("row-major F16");
    queue.run(new PackedLinear(in, packed, null, Activation.IDENTITY, out));
    assertThat(result()).containsExactly(OUT);
  }

  @Test
  void aWeightOfAnotherBackendIsNotPacked() {
    try (Backend other = new ReferenceProvider().open(backend.device(), BackendOptions.DEFAULT)) {
      Tensor weight = other.newScope("other").allocate(DType.F32, 3, 2);
      assertThatThrownBy(() -> backend.pack(weight, scope))
          .isInstanceOf(InvalidOpException.class)
          .hasMessageContaining("another backend");
    }
  }

  private Tensor mappedHalves(DType type) {
    MemorySegment file = arena.allocate(1 + 2L * WEIGHT.length).asSlice(1);
    for (int i = 0; i < WEIGHT.length; i++) {
      short bits =
          type == DType.F16
              ? Float.floatToFloat16(WEIGHT[i])
              : (short) (Float.floatToRawIntBits(WEIGHT[i]) >>> 16);
      file.set(ValueLayout.JAVA_SHORT_UNALIGNED, 2L * i, bits);
    }
    return scope.map(file, type, Layout.of(3, 2));
  }

  private void runLinear(Tensor weight) {
    queue.run(new Linear(in, weight, null, Activation.IDENTITY, out));
  }

  private float[] result() {
    float[] values = new float[3];
    queue.download(out, MemorySegment.ofArray(values));
    return values;
  }
}
