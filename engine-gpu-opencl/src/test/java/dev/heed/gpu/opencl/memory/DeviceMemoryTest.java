package dev.heed.gpu.opencl.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.engine.error.MemoryLimitException;
import dev.heed.gpu.opencl.OpenClMachine;
import dev.heed.gpu.opencl.cl.CallLedger.Fault;
import dev.heed.gpu.opencl.cl.ClBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceMemoryTest {
  private static final long KIB = 1 << 10;
  private static final long MIB = 1 << 20;
  private static final int OUT_OF_MEMORY = -4;

  private PaperDevice device;

  @BeforeEach
  void open() {
    OpenClMachine.assumeJocl();
    device = new PaperDevice();
  }

  @AfterEach
  void nothingIsLeft() {
    device.close();
    assertThat(device.ledger.live()).isEmpty();
    assertThat(device.ledger.misuse()).isEmpty();
  }

  /** Eight classes to a power of two: 1 MiB, then steps of 128 KiB. */
  @ParameterizedTest
  @CsvSource({
    "0, 65536",
    "1, 65536",
    "65536, 65536",
    "65537, 73728",
    "131072, 131072",
    "1048576, 1048576",
    "1048577, 1179648",
    "1179648, 1179648",
    "1179649, 1310720",
    "1099511627777, 1236950581248"
  })
  void sizesComeInClasses(long bytes, long size) {
    assertThat(DeviceMemory.sizeClass(bytes)).isEqualTo(size);
  }

  @Test
  void aBlockThatWaitsServesAgain() {
    try (DeviceMemory memory = new DeviceMemory(device.context, 0, MIB)) {
      ClBuffer block = memory.take(100 * KIB, 0, "a");
      memory.giveBack(block);
      memory.forget(block.size());
      assertThat(memory.held()).isZero();
      assertThat(memory.waiting()).isEqualTo(104 * KIB);
      assertThat(memory.take(97 * KIB, 0, "b")).isSameAs(block);
      assertThat(memory.waiting()).isZero();
      block.close();
    }
  }

  @Test
  void noMoreWaitsThanThePoolMayHave() {
    try (DeviceMemory memory = new DeviceMemory(device.context, 0, 300 * KIB)) {
      ClBuffer large = memory.take(256 * KIB, 0, "a");
      ClBuffer small = memory.take(64 * KIB, 0, "a");
      memory.giveBack(small);
      memory.giveBack(large);
      assertThat(memory.waiting()).as("the largest goes first").isEqualTo(64 * KIB);
      assertThat(device.buffers()).isEqualTo(1);
    }
  }

  /** As a driver does that looks for memory only when a block is used. */
  @Test
  void whatWaitsGoesWhereABlockIsThereButNotItsMemory() {
    List<ClBuffer> refused = new ArrayList<>();
    try (DeviceMemory memory =
        new DeviceMemory(
            device.context,
            0,
            MIB,
            false,
            block -> {
              if (block.size() == 768 * KIB && refused.isEmpty()) {
                refused.add(block);
                throw new MemoryLimitException("nothing left");
              }
            })) {
      ClBuffer waits = memory.take(512 * KIB, 0, "a");
      memory.giveBack(waits);
      memory.forget(waits.size());
      ClBuffer block = memory.take(768 * KIB, 0, "b");
      assertThat(waits.isOpen()).isFalse();
      assertThat(refused).singleElement().matches(one -> !one.isOpen());
      block.close();
    }
  }

  @Test
  void moreThanTheLimitIsRefusedWithTheNumbers() {
    try (DeviceMemory memory = new DeviceMemory(device.context, MIB, MIB)) {
      ClBuffer block = memory.take(768 * KIB, 0, "a");
      assertThatThrownBy(() -> memory.take(512 * KIB, 0, "activations"))
          .isInstanceOf(MemoryLimitException.class)
          .hasMessage(
              "gpu-opencl:0: could not allocate 524,288 bytes in scope 'activations', in a block of"
                  + " 524,288: 786,432 of the limit of 1,048,576 are in use; use smaller batches"
                  + " or fewer sessions, or raise the limit");
      assertThat(memory.held()).isEqualTo(768 * KIB);
      block.close();
    }
  }

  @Test
  void whatWaitsGoesWhereTheLimitNeedsTheRoom() {
    try (DeviceMemory memory = new DeviceMemory(device.context, MIB, MIB)) {
      ClBuffer waits = memory.take(512 * KIB, 0, "a");
      memory.giveBack(waits);
      memory.forget(waits.size());
      ClBuffer block = memory.take(768 * KIB, 0, "b");
      assertThat(memory.waiting()).isZero();
      assertThat(waits.isOpen()).isFalse();
      block.close();
    }
  }

  @Test
  void aDeviceThatHasNotEnoughIsAskedAgainOnceThePoolIsEmpty() {
    try (DeviceMemory memory = new DeviceMemory(device.context, 0, MIB)) {
      ClBuffer waits = memory.take(512 * KIB, 0, "a");
      memory.giveBack(waits);
      memory.forget(waits.size());
      device.ledger.fail(Fault.once("createBuffer", 0, OUT_OF_MEMORY));
      ClBuffer block = memory.take(768 * KIB, 0, "b");
      assertThat(waits.isOpen()).isFalse();
      block.close();
    }
  }

  @Test
  void aDeviceThatStillHasNotEnoughIsAnErrorAndNothingIsCounted() {
    try (DeviceMemory memory = new DeviceMemory(device.context, 0, MIB)) {
      device.ledger.fail(Fault.from("createBuffer", 0, OUT_OF_MEMORY));
      assertThatThrownBy(() -> memory.take(768 * KIB, 0, "cache"))
          .isInstanceOf(MemoryLimitException.class)
          .hasMessageContaining("could not allocate 786,432 bytes in scope 'cache'")
          .hasMessageContaining("0 are in use here, of the device's 1,073,741,824")
          .hasMessageContaining("clCreateBuffer gave CL_MEM_OBJECT_ALLOCATION_FAILURE (-4)");
      assertThat(memory.held()).isZero();
    }
  }

  @Test
  void aBlockLargerThanTheDeviceGivesInOnePieceIsRefused() {
    try (DeviceMemory memory = new DeviceMemory(device.context, 0, MIB)) {
      ClBuffer largest = memory.take(256 * MIB, 0, "a");
      assertThat(largest.size()).isEqualTo(256 * MIB);
      largest.close();
      assertThatThrownBy(() -> memory.take(256 * MIB + 1, 0, "a"))
          .isInstanceOf(MemoryLimitException.class)
          .hasMessageContaining("268,435,457 bytes")
          .hasMessageContaining("at most 268,435,456 in one piece");
    }
  }
}
