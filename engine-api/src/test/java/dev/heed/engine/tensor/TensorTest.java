package dev.heed.engine.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.engine.error.InvalidOpException;
import org.junit.jupiter.api.Test;

class TensorTest {
  private record Bytes(String scope, long byteSize) implements Buffer {
    @Override
    public boolean isAlive() {
      return true;
    }

    @Override
    public Object owner() {
      return this;
    }
  }

  private static final Layout ENORMOUS =
      Layout.strided(0, new int[] {2, 1}, new long[] {Long.MAX_VALUE / 2, 1});

  private final Tensor six = new Tensor(new Bytes("six", 24), DType.F32, Layout.of(2, 3));

  @Test
  void aViewPastTheBufferIsRefused() {
    assertThatThrownBy(() -> six.view(Layout.of(7)))
        .isInstanceOf(InvalidOpException.class)
        .hasMessageContaining("ends at byte 28, past the 24 of its buffer in scope 'six'");
  }

  @Test
  void moreBytesThanALongCountsAreRefused() {
    assertThatThrownBy(() -> six.view(ENORMOUS))
        .isInstanceOf(InvalidOpException.class)
        .hasMessageContaining("of F32 take more bytes than a long counts");
    Tensor question = Tensor.shapeOnly(DType.I32, Integer.MAX_VALUE, Integer.MAX_VALUE);
    assertThatThrownBy(question::byteSize)
        .isInstanceOf(InvalidOpException.class)
        .hasMessageContaining("4,611,686,014,132,420,609 elements of I32");
    assertThat(Tensor.shapeOnly(DType.I8, Integer.MAX_VALUE, Integer.MAX_VALUE).byteSize())
        .isEqualTo(4_611_686_014_132_420_609L);
  }

  @Test
  void rowsOfQuantizedTensorsAreWholeBlocksThatStartOnBlocks() {
    Tensor blocks = new Tensor(new Bytes("blocks", 6 * 18), DType.Q4_0, Layout.of(3, 64));
    assertThat(blocks.byteSize()).isEqualTo(6 * 18);
    assertThat(blocks.slice(0, 1, 3).byteSize()).isEqualTo(4 * 18);
    assertThat(blocks.slice(1, 32, 64).width()).isEqualTo(32);
    assertThatThrownBy(() -> blocks.slice(1, 0, 33))
        .isInstanceOf(InvalidOpException.class)
        .hasMessageContaining("not a whole number of Q4_0 blocks of 32");
    assertThatThrownBy(() -> blocks.slice(1, 16, 48))
        .isInstanceOf(InvalidOpException.class)
        .hasMessageContaining("at offset 16 do not start on Q4_0 blocks of 32");
    assertThatThrownBy(() -> blocks.view(Layout.strided(0, new int[] {2, 32}, new long[] {48, 1})))
        .isInstanceOf(InvalidOpException.class)
        .hasMessageContaining("do not start on Q4_0 blocks of 32");
  }

  @Test
  void tensorsOfOneBufferOverlapWhereTheirBytesMeet() {
    Tensor bytes = new Tensor(six.buffer(), DType.U8, Layout.of(4));
    assertThat(bytes.view(Layout.of(4).shifted(8)).mayOverlap(six.slice(0, 0, 1))).isTrue();
    assertThat(bytes.view(Layout.of(4).shifted(12)).mayOverlap(six.slice(0, 0, 1))).isFalse();
    assertThat(six.slice(0, 0, 1).mayOverlap(six.slice(0, 1, 2))).isFalse();
    assertThat(six.mayOverlap(new Tensor(new Bytes("other", 24), DType.F32, six.layout())))
        .isFalse();
    assertThat(Tensor.shapeOnly(DType.F32, 3).mayOverlap(Tensor.shapeOnly(DType.F32, 3))).isFalse();
  }
}
