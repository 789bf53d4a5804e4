package dev.heed.models.generate;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a choice leaves on the heap: records, and nothing of the size of the vocabulary. */
class SteadySamplingTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int VOCABULARY = 100_000;

  @ParameterizedTest
  @MethodSource
  void aChoiceLeavesNoArrayOfTheVocabulary(SamplingOptions options) {
    Random random = new Random(1);
    float[] logits = new float[VOCABULARY];
    for (int i = 0; i < VOCABULARY; i++) {
      logits[i] = (float) random.nextGaussian();
    }
    Sampler sampler = new Sampler(options, VOCABULARY);
    TokenHistory history = new TokenHistory(1, 2, 3);
    history.append(sampler.next(logits, 0, history).id());
    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 10; i++) {
      history.append(sampler.next(logits, 0, history).id());
    }
    long bytes = (THREADS.getCurrentThreadAllocatedBytes() - before) / 10;
    assertThat(bytes).as("bytes that a choice leaves").isLessThan(10_000);
  }

  static Stream<SamplingOptions> aChoiceLeavesNoArrayOfTheVocabulary() {
    return Stream.of(
        SamplingOptions.GREEDY,
        SamplingOptions.builder().seed(1).build(),
        SamplingOptions.builder()
            .topK(40)
            .topP(0.9)
            .minP(0.01)
            .typicalP(0.9)
            .repetitionPenalty(1.1)
            .frequencyPenalty(0.1)
            .logitBias(3, 1)
            .logProbs(20)
            .seed(1)
            .build(),
        SamplingOptions.builder().topP(0.99).seed(1).build());
  }
}
