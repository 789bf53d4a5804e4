package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heed.models.arch.CacheOptions;
import dev.heed.models.arch.DecoderModel;
import dev.heed.models.load.DecoderPlan;
import dev.heed.models.load.ModelSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * What generators hold with fast arithmetic, stories260K and SmolLM2-135M in Q4_1, in a JVM of
 * their own whose collector gives back what is free: then resident memory shows what is held.
 */
@TestInstance(Lifecycle.PER_CLASS)
class GeneratorMemoryTest {
  private static final int SMALL_ANSWERS = 1000;
  private static final int LARGE_ANSWERS = 20;
  private static final int CONTEXT = 1024;

  /** A stage of the program: bytes. */
  private record Held(
      String stage, long tensors, long heap, long resident, long peak, long mapped) {
    static Held of(String line) {
      String[] parts = line.split(",");
      return new Held(
          parts[0],
          Long.parseLong(parts[1]),
          Long.parseLong(parts[2]),
          Long.parseLong(parts[3]),
          Long.parseLong(parts[4]),
          Long.parseLong(parts[5]));
    }
  }

  private List<Held> stages;
  private long statedWeights;
  private long statedCache;

  @BeforeAll
  void run(@TempDir Path folder) throws IOException, InterruptedException {
    assumeTrue(Files.exists(Path.of("/proc/self/smaps")), "skipped: resident memory is Linux's");
    Path small = SharedData.path("data/stories260K/stories260K.bin");
    Path large = SharedData.path("data/models/smollm2-135m-instruct-q4_1.gguf");
    try (ModelSource source = ModelSource.open(large)) {
      DecoderPlan plan = DecoderPlan.of(source);
      statedWeights = plan.needInBlocks(source.checkpoint().tensors()).weights();
      statedCache = DecoderModel.sessionBytes(plan.spec(), CacheOptions.of(CONTEXT));
    }
    stages =
        output(
                folder,
                small.toString(),
                Integer.toString(SMALL_ANSWERS),
                large.toString(),
                Integer.toString(LARGE_ANSWERS),
                Integer.toString(CONTEXT))
            .lines()
            .map(Held::of)
            .toList();
    assertThat(stages).hasSize(23);
  }

  private List<Held> of(String stage) {
    return stages.stream().filter(held -> held.stage().equals(stage)).toList();
  }

  private Held last(String stage) {
    return of(stage).getLast();
  }

  @Test
  void theFileIsNotInMemoryOnceTheModelIs() {
    assertThat(stages).extracting(Held::mapped).as("%s", stages).containsOnly(0L);
  }

  /** The matrix that is packed last, as it was read, lies about until it is collected. */
  @Test
  void loadingTakesTheModelAndNotItsFileToo() {
    long taken = last("loaded").peak() - last("small closed").resident();
    assertThat(taken).as("%s", stages).isLessThan((statedWeights + statedCache) * 14 / 10);
  }

  @Test
  void tensorsTakeWhatIsStatedAndLittleMore() {
    assertThat(last("loaded").tensors()).isBetween(stated(0.99), stated(1.01));
    assertThat(last("large").tensors()).isBetween(stated(0.99), stated(1.20));
  }

  /** Against the same JVM after the model was closed: its code and classes are in both. */
  @Test
  void residentMemoryIsWhatIsStatedWithinAFifth() {
    assertThat(last("large").resident() - last("large closed").resident())
        .as("%s", stages)
        .isBetween(stated(0.80), stated(1.20));
  }

  /** Heap within some 300 KB, which the JVM's own things take and leave. */
  @Test
  void aThousandAnswersHoldWhatTheFirstHeld() {
    List<Held> tenths = of("small");
    assertThat(tenths).hasSize(10);
    assertThat(tenths).extracting(Held::tensors).containsOnly(tenths.getFirst().tensors());
    assertThat(tenths.getLast().heap() - tenths.get(1).heap())
        .as("heap that 800 answers left: %s", tenths)
        .isLessThan(800 * 600);
  }

  @Test
  void furtherAnswersOfALargerModelHoldWhatTheFirstHeld() {
    List<Held> tenths = of("large");
    assertThat(tenths).hasSize(10);
    assertThat(tenths).extracting(Held::tensors).containsOnly(tenths.getFirst().tensors());
  }

  @Test
  void closingFreesTheTensorsAtOnceAndTheMemoryWithTheNextCollection() {
    assertThat(last("small closed").tensors()).isZero();
    assertThat(last("large closed").tensors()).isZero();
    assertThat(last("large").heap() - last("large closed").heap())
        .as("%s", stages)
        .isGreaterThan(stated(1.00));
  }

  private long stated(double times) {
    return (long) ((statedWeights + statedCache) * times);
  }

  private static String output(Path folder, String... arguments)
      throws IOException, InterruptedException {
    List<String> flags =
        List.of(
            "-Xms32m",
            "-Xmn16m",
            "-XX:MinHeapFreeRatio=5",
            "-XX:MaxHeapFreeRatio=10",
            "-XX:-ShrinkHeapInSteps");
    return ChildJvm.run(folder, flags, GeneratorMemory.class, arguments);
  }
}
