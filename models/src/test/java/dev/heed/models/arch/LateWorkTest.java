package dev.heed.models.arch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.engine.Backend;
import dev.heed.engine.CommandQueue;
import dev.heed.engine.Usage;
import dev.heed.engine.error.DeviceException;
import dev.heed.engine.error.MemoryLimitException;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.InstalledBackends;
import dev.heed.models.LateBackend;
import dev.heed.models.TinyModel;
import dev.heed.models.load.EncoderPlan;
import dev.heed.models.load.HeadChoice;
import dev.heed.models.load.ModelSource;
import dev.heed.models.nn.Observer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model on a backend where an op runs, or fails, long after it was enqueued. */
class LateWorkTest {
  private static final TokenBatch BATCH = TokenBatch.of(2, 5, 7, 9, 3);

  @TempDir Path folder;
  private Backend inner;
  private LateBackend backend;

  @BeforeEach
  void open() {
    inner = InstalledBackends.openAny();
    backend = new LateBackend(inner);
  }

  @AfterEach
  void nothingIsLeftOnTheBackend() {
    assertThat(backend.pending()).isZero();
    assertThat(inner.usage()).isEqualTo(new Usage(0, 0, 0));
    inner.close();
  }

  private EncoderModel load(Backend where) {
    try (ModelSource source = ModelSource.open(TinyModel.encoder().writeModel(folder))) {
      return EncoderPlan.of(source, HeadChoice.NONE).load(source.checkpoint(), where, 1);
    }
  }

  @Test
  void aModelGivesTheSameBits() {
    float[][] expected;
    try (EncoderModel model = load(inner)) {
      expected = model.states(BATCH);
    }
    try (EncoderModel model = load(backend)) {
      assertThat(model.states(BATCH)).isEqualTo(expected);
    }
  }

  @Test
  void anyUploadThatFailsLateFailsTheLoad() {
    load(backend).close();
    int uploads = backend.uploads();
    assertThat(uploads).isGreaterThan(30);
    for (int u = 0; u < uploads; u++) {
      backend.failLate("upload", u);
      assertThatThrownBy(() -> load(backend))
          .as("upload %d of %d", u, uploads)
          .isInstanceOf(DeviceException.class);
      assertThat(inner.usage()).isEqualTo(new Usage(0, 0, 0));
    }
  }

  @Test
  void aPassThatIsRefusedHalfwayLeavesNothingToTheNext() {
    try (EncoderModel model = load(backend)) {
      float[][] expected = model.states(BATCH);
      backend.refuse("attention");
      assertThatThrownBy(() -> model.states(BATCH)).isInstanceOf(MemoryLimitException.class);
      assertThat(backend.pending()).isZero();
      assertThat(model.states(BATCH)).isEqualTo(expected);
    }
  }

  @Test
  void whatFailsLateAfterARefusalIsNotTheNextCallersError() {
    try (EncoderModel model = load(backend)) {
      float[][] expected = model.states(BATCH);
      backend.failLate("gatherRows", 0);
      backend.refuse("attention");
      assertThatThrownBy(() -> model.states(BATCH)).isInstanceOf(MemoryLimitException.class);
      assertThat(model.states(BATCH)).isEqualTo(expected);
    }
  }

  @Test
  void anErrorThatComesLateIsThatOfItsOwnPass() {
    try (EncoderModel model = load(backend)) {
      float[][] expected = model.states(BATCH);
      backend.failLate("attention", 1);
      assertThatThrownBy(() -> model.states(BATCH))
          .isInstanceOf(DeviceException.class)
          .hasMessageContaining("attention");
      assertThat(model.states(BATCH)).isEqualTo(expected);
    }
  }

  @Test
  void whoWatchesLittleHearsOfWhatFailedAllTheSame() {
    try (EncoderModel model = load(backend)) {
      model.observe(BATCH, new Uninterested());
      assertThat(backend.pending()).isZero();
      backend.failLate("attention", 0);
      assertThatThrownBy(() -> model.observe(BATCH, new Uninterested()))
          .isInstanceOf(DeviceException.class);
    }
  }

  private static final class Uninterested implements Observer {
    @Override
    public boolean wants(String name) {
      return false;
    }

    @Override
    public void observe(String name, Rows rows, Tensor value, SeqSpans spans, CommandQueue queue) {
      throw new AssertionError(name + " was not wanted");
    }
  }
}
