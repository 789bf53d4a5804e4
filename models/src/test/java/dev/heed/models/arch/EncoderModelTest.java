package dev.heed.models.arch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.heed.engine.Backend;
import dev.heed.engine.Usage;
import dev.heed.engine.error.ClosedException;
import dev.heed.engine.op.Pooling;
import dev.heed.models.InstalledBackends;
import dev.heed.models.TinyModel;
import dev.heed.models.load.EncoderPlan;
import dev.heed.models.load.HeadChoice;
import dev.heed.models.load.ModelSource;
import dev.heed.models.spec.ModelException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EncoderModelTest {
  private static final TokenBatch MIXED =
      TokenBatch.of(List.of(new int[30], new int[7], new int[19]));

  @TempDir Path folder;

  private EncoderModel load(TinyModel model, Backend backend) {
    try (ModelSource source = ModelSource.open(model.writeModel(folder))) {
      return EncoderPlan.of(source, HeadChoice.CONFIGURED).load(source.checkpoint(), backend, 2);
    }
  }

  private static Backend backend() {
    return InstalledBackends.openAny();
  }

  @Test
  void whatDoesNotFitTheModelIsNamedWithItsPlace() {
    try (Backend backend = backend();
        EncoderModel model = load(TinyModel.encoder(), backend)) {
      assertThatThrownBy(() -> model.states(TokenBatch.of(2, 32, 3)))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("token id 32 at place 1 is outside 0 … 31");
      assertThatThrownBy(() -> model.states(TokenBatch.of(2, -1, 3)))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("token id -1 at place 1");
      int[] ids = {2, 5, 3};
      int[] types = {0, 1, 2};
      assertThatThrownBy(() -> model.states(TokenBatch.of(List.of(ids), List.of(types))))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("token type 2 at place 2 is outside 0 … 1");
      assertThatThrownBy(() -> model.states(TokenBatch.of(List.of(ids, new int[0]))))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("sequence 1 has no tokens");
      assertThatThrownBy(() -> model.states(TokenBatch.of(new int[33])))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("33 tokens; the model takes 32");
    }
  }

  @Test
  void aModelSaysWhatItDoesNotHave() {
    try (Backend backend = backend();
        EncoderModel model = load(TinyModel.encoder(), backend)) {
      assertThatThrownBy(() -> model.logits(TokenBatch.of(2, 3)))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("no classification or language head");
      assertThatThrownBy(() -> model.pooled(TokenBatch.of(2, 3)))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("no pooler");
    }
  }

  @Test
  void aBatchWithoutSequencesGivesNothing() {
    try (Backend backend = backend();
        EncoderModel model = load(TinyModel.encoder(), backend)) {
      assertThat(model.states(TokenBatch.of(List.of()))).isEmpty();
      assertThat(model.embed(TokenBatch.of(List.of()), Pooling.MEAN, true)).isEmpty();
    }
  }

  @Test
  void anErrorLeavesTheModelUsable() {
    try (Backend backend = backend();
        EncoderModel model = load(TinyModel.encoder(), backend)) {
      float[][] before = model.states(TokenBatch.of(2, 5, 3));
      assertThatThrownBy(() -> model.states(TokenBatch.of(99))).isInstanceOf(ModelException.class);
      assertThat(model.states(TokenBatch.of(2, 5, 3))).isEqualTo(before);
    }
  }

  @Test
  void useAfterCloseNamesTheModel() {
    try (Backend backend = backend()) {
      EncoderModel model = load(TinyModel.encoder(), backend);
      model.close();
      assertThatThrownBy(() -> model.states(TokenBatch.of(2, 3)))
          .isInstanceOf(ClosedException.class)
          .hasMessageContaining(folder.toString());
    }
  }

  @Test
  void aTraceHoldsWhatHuggingFaceNames() {
    try (Backend backend = backend();
        EncoderModel model = load(TinyModel.classifier("a", "b"), backend)) {
      assertThat(Trace.of(model, TokenBatch.of(2, 5, 3)).values().keySet())
          .containsExactly(
              "hidden_states.0",
              "attentions.0",
              "hidden_states.1",
              "attentions.1",
              "hidden_states.2",
              "last_hidden_state",
              "pooler_output",
              "logits");
    }
  }

  @Test
  void beingObservedChangesNoBit() {
    try (Backend backend = backend();
        EncoderModel model = load(TinyModel.classifier("a", "b"), backend)) {
      TokenBatch batch = TokenBatch.of(2, 5, 7, 9, 3);
      Trace trace = Trace.of(model, batch);
      assertThat(trace.value("last_hidden_state").data()).isEqualTo(model.states(batch)[0]);
      assertThat(trace.value("logits").data()).isEqualTo(model.logits(batch)[0]);
      assertThat(trace.value("pooler_output").data()).isEqualTo(model.pooled(batch)[0]);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.heed.models.InstalledBackends#names")
  void aSteadyLoadTakesNoMoreMemory(String backendName) {
    try (Backend backend = InstalledBackends.open(backendName);
        EncoderModel model = load(TinyModel.encoder(), backend)) {
      model.embed(MIXED, Pooling.MEAN, true);
      model.embed(MIXED, Pooling.MEAN, true);
      long bytes = backend.usage().bytes();
      for (int run = 0; run < 20; run++) {
        model.embed(MIXED, Pooling.MEAN, true);
      }
      assertThat(backend.usage().bytes()).isEqualTo(bytes);
    }
  }

  @Test
  void aPassAllocatesNothingButItsOpsAndResults() {
    try (Backend backend = new IdleBackend();
        EncoderModel model = load(TinyModel.encoder(), backend)) {
      for (int warmUp = 0; warmUp < 20; warmUp++) {
        model.embed(MIXED, Pooling.MEAN, true);
      }
      long before = allocatedByThisThread();
      for (int run = 0; run < 100; run++) {
        model.embed(MIXED, Pooling.MEAN, true);
      }
      long perRun = (allocatedByThisThread() - before) / 100;
      // 20 ops with their views, the ids and three vectors. One activation [56, 24] is 5 KiB.
      assertThat(perRun).as("bytes on the heap per run").isLessThan(24 << 10);
    }
  }

  @Test
  void weightsThatABackendTakesAsTheyAreStayAndGoWithTheModel() {
    try (Backend backend = new IdleBackend()) {
      EncoderModel model = load(TinyModel.encoder(), backend);
      assertThat(model.states(TokenBatch.of(2, 3))).hasDimensions(1, 2 * TinyModel.WIDTH);
      model.close();
      assertThat(backend.usage()).isEqualTo(new Usage(0, 0, 0));
    }
  }

  private static long allocatedByThisThread() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }
}
