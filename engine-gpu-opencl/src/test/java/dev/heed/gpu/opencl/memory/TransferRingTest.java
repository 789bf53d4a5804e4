package dev.heed.gpu.opencl.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.engine.error.DeviceException;
import dev.heed.gpu.opencl.OpenClMachine;
import dev.heed.gpu.opencl.cl.CallLedger;
import dev.heed.gpu.opencl.cl.CallLedger.Fault;
import dev.heed.gpu.opencl.cl.ClBuffer;
import dev.heed.gpu.opencl.cl.ClContext;
import dev.heed.gpu.opencl.cl.ClDevice;
import dev.heed.gpu.opencl.cl.ClQueue;
import dev.heed.gpu.opencl.cl.JoclCalls;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Through a driver: what goes up comes down. */
class TransferRingTest {
  private static final int RING = 1 << 20;
  private static final int INVALID_VALUE = -30;

  private CallLedger ledger;
  private ClContext context;
  private ClQueue queue;
  private ClBuffer buffer;
  private TransferRing ring;

  @BeforeEach
  void open() {
    OpenClMachine.assumeDevice();
    ledger = new CallLedger(new JoclCalls());
    context =
        new ClContext(ledger.calls(), ClDevice.all(ledger.calls(), _ -> {}).getFirst(), "device");
    queue = context.newQueue();
    buffer = context.newBuffer(4 * RING);
    ring = new TransferRing(queue);
  }

  @AfterEach
  void nothingIsLeft() {
    if (context == null) {
      return;
    }
    ring.close();
    buffer.close();
    queue.close();
    context.close();
    assertThat(ledger.live()).isEmpty();
    assertThat(ledger.misuse()).isEmpty();
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }

  private byte[] download(int count) {
    byte[] bytes = new byte[count];
    ring.download(buffer, 0, MemorySegment.ofArray(bytes));
    return bytes;
  }

  /** A slot has 256 KiB, of which there are four. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 63, 65, RING / 4, RING / 4 + 1, RING, RING + 1, 3 * RING + 17})
  void whatGoesUpComesDown(int count) {
    byte[] bytes = bytes(count);
    ring.upload(MemorySegment.ofArray(bytes), buffer, 0);
    assertThat(download(count)).isEqualTo(bytes);
  }

  @Test
  void theSourceMayChangeAtOnceHoweverOftenTheRingGoesRound() {
    int part = 30_000;
    byte[] all = bytes(100 * part);
    byte[] source = new byte[part];
    for (int at = 0; at < all.length; at += part) {
      System.arraycopy(all, at, source, 0, part);
      ring.upload(MemorySegment.ofArray(source), buffer, at);
    }
    assertThat(download(all.length)).isEqualTo(all);
    assertThat(ledger.counts()).containsKeys("enqueueMarker", "waitForEvent");
  }

  @Test
  void aDownloadLeavesUploadsInTheRingAlone() {
    byte[] first = bytes(200_000);
    byte[] second = bytes(150_000);
    ring.upload(MemorySegment.ofArray(first), buffer, 0);
    assertThat(download(1_000)).startsWith(first[0], first[1]);
    ring.upload(MemorySegment.ofArray(second), buffer, first.length);
    byte[] all = download(first.length + second.length);
    assertThat(all).startsWith(first).endsWith(second);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "enqueueWriteBuffer",
        "enqueueReadBuffer",
        "enqueueMarker",
        "waitForEvent",
        "flush",
        "finish",
        "enqueueMapBuffer"
      })
  void afterAFailureTheRingServesAgain(String method) {
    byte[] bytes = bytes(3 * RING);
    ledger.fail(Fault.once(method, 0, INVALID_VALUE));
    assertThatThrownBy(
            () -> {
              ring.upload(MemorySegment.ofArray(bytes), buffer, 0);
              download(bytes.length);
            })
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining(CallLedger.openClName(method));
    ring.upload(MemorySegment.ofArray(bytes), buffer, 0);
    assertThat(download(bytes.length)).isEqualTo(bytes);
  }
}
