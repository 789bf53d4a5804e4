package dev.heed.gpu.opencl.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.engine.error.ClosedException;
import dev.heed.engine.error.MemoryLimitException;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import dev.heed.gpu.opencl.OpenClMachine;
import dev.heed.gpu.opencl.cl.CallLedger.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeviceScopeTest {
  private static final int KIB = 1 << 10;
  private static final long POOL = 64 << 20;
  private static final int OUT_OF_MEMORY = -4;

  private PaperDevice device;
  private DeviceMemory memory;

  @BeforeEach
  void open() {
    OpenClMachine.assumeJocl();
    device = new PaperDevice();
    memory = new DeviceMemory(device.context, 0, POOL);
  }

  @AfterEach
  void nothingIsLeft() {
    assertThat(memory.held()).isZero();
    memory.close();
    device.close();
    assertThat(device.ledger.live()).isEmpty();
    assertThat(device.ledger.misuse()).isEmpty();
  }

  private static DeviceBuffer buffer(Tensor tensor) {
    return DeviceBuffer.of(tensor);
  }

  @Test
  void smallTensorsShareABlockAtAlignedPlaces() {
    try (DeviceScope scope = device.scope("a", memory, false)) {
      DeviceBuffer first = buffer(scope.allocate(DType.U8, 1));
      DeviceBuffer second = buffer(scope.allocate(DType.F32, 65));
      DeviceBuffer third = buffer(scope.allocate(DType.F32, 1));
      assertThat(second.block()).isSameAs(first.block()).isSameAs(third.block());
      assertThat(second.start()).isEqualTo(256);
      assertThat(third.start()).as("after 260 bytes").isEqualTo(768);
    }
  }

  @Test
  void afterAResetOneBlockTakesThePlaceOfSeveral() {
    try (DeviceScope scope = device.scope("a", memory, false)) {
      for (int round = 0; round < 3; round++) {
        for (int t = 0; t < 4; t++) {
          scope.allocate(DType.U8, 64 * KIB);
        }
        assertThat(memory.held()).isEqualTo(256 * KIB);
        scope.reset();
      }
      device.ledger.fail(Fault.NONE);
      for (int t = 0; t < 4; t++) {
        scope.allocate(DType.U8, 64 * KIB);
      }
      scope.reset();
      assertThat(device.ledger.counts()).as("a steady load").doesNotContainKey("createBuffer");
    }
  }

  /** 72, 80 and 448 KiB make 600, the limit; one block for as much takes 640. */
  @Test
  void aLoadThatFittedTheLimitFitsItAgainAfterAReset() {
    DeviceMemory limited = new DeviceMemory(device.context, 600 * KIB, POOL);
    try (limited;
        DeviceScope scope = device.scope("a", limited, false)) {
      for (int round = 0; round < 4; round++) {
        scope.allocate(DType.U8, 72 * KIB);
        scope.allocate(DType.U8, 80 * KIB);
        scope.allocate(DType.U8, 448 * KIB);
        scope.reset();
      }
      assertThat(limited.held()).isEqualTo(600 * KIB);
    }
  }

  @Test
  void wherePiecesAreAllThereIsPiecesServe() {
    try (DeviceScope scope = device.scope("a", memory, true)) {
      scope.allocate(DType.U8, 64 * KIB);
      scope.allocate(DType.U8, 128 * KIB);
      scope.reset();
      device.ledger.fail(Fault.once("createBuffer", 0, OUT_OF_MEMORY));
      assertThat(buffer(scope.allocate(DType.U8, 64 * KIB)).block().size()).isEqualTo(64 * KIB);
      assertThat(memory.held()).isEqualTo(192 * KIB);
    }
  }

  /** The ops of a queue still run when it resets its scratch memory. */
  @Test
  void whatAQueueGivesUpInAResetGoesToNoOtherQueue() {
    try (DeviceScope scratch = device.scope("scratch", memory, true)) {
      scratch.allocate(DType.U8, 64 * KIB);
      scratch.allocate(DType.U8, 64 * KIB);
      scratch.reset();
      assertThat(memory.waiting()).isZero();
    }
  }

  @Test
  void aFailedAllocationLeavesTheScopeAsItWas() {
    try (DeviceScope scope = device.scope("a", memory, false)) {
      Tensor kept = scope.allocate(DType.U8, 64 * KIB);
      device.ledger.fail(Fault.from("createBuffer", 0, OUT_OF_MEMORY));
      assertThatThrownBy(() -> scope.allocate(DType.U8, 64 * KIB))
          .isInstanceOf(MemoryLimitException.class);
      device.ledger.fail(Fault.NONE);
      assertThat(memory.held()).isEqualTo(64 * KIB);
      assertThat(buffer(kept).isAlive()).isTrue();
      scope.allocate(DType.U8, 64 * KIB);
    }
  }

  @Test
  void afterAResetItsTensorsAreGone() {
    try (DeviceScope scope = device.scope("a", memory, false)) {
      Tensor tensor = scope.allocate(DType.U8, 1);
      scope.reset();
      assertThatThrownBy(() -> buffer(tensor))
          .isInstanceOf(ClosedException.class)
          .hasMessageContaining("scope 'a' was reset or closed");
    }
  }

  @Test
  void aClosedScopeGivesItsBlocksToTheNext() {
    DeviceScope first = device.scope("a", memory, false);
    DeviceBuffer before = buffer(first.allocate(DType.U8, 64 * KIB));
    first.close();
    first.close();
    try (DeviceScope second = device.scope("b", memory, false)) {
      assertThat(buffer(second.allocate(DType.U8, 64 * KIB)).block()).isSameAs(before.block());
    }
    assertThatThrownBy(first::reset).isInstanceOf(ClosedException.class);
  }
}
