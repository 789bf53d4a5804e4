package dev.heed.models.generate;

import static dev.heed.models.generate.Answers.read;
import static dev.heed.models.generate.Answers.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.Compute;
import dev.heed.engine.tensor.DType;
import dev.heed.models.InstalledBackends;
import dev.heed.models.SharedData;
import dev.heed.models.TinyDecoder;
import dev.heed.models.arch.CacheOptions;
import dev.heed.models.arch.DecoderModel;
import dev.heed.models.load.DecoderPlan;
import dev.heed.models.load.ModelSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Answers have the same tokens and the same log-probabilities, to the bit, alone with their prompts
 * in one pass, and beside others with their prompts in several, behind a prefix that another answer
 * computed, and where they had to wait in the middle.
 */
@Timeout(120)
class BatchInvarianceTest {
  private static final int WINDOW = 20;

  @TempDir Path folder;

  /** The greatest logit, or by chance. */
  private static SamplingOptions options(int answer, int maxTokens) {
    return SamplingOptions.builder()
        .temperature(answer % 2 == 0 ? 0 : 1.1)
        .topP(answer % 4 == 1 ? 0.9 : 1)
        .seed(answer)
        .maxTokens(maxTokens)
        .build();
  }

  /** Of different lengths; every other one begins as the one before. */
  private static List<int[]> prompts(int count, int longest) {
    List<int[]> prompts = new ArrayList<>();
    for (int a = 0; a < count; a++) {
      int[] prompt = TinyDecoder.ids(longest - 3 * a, a);
      if (a % 2 == 1) {
        System.arraycopy(prompts.get(a - 1), 0, prompt, 0, prompt.length / 2);
      }
      prompts.add(prompt);
    }
    return prompts;
  }

  private static void answersAreWhatTheyAreAlone(
      DecoderModel model, DType storage, int context, int answers, int maxTokens) {
    List<int[]> prompts = prompts(answers, context / 3);
    CacheOptions whole = CacheOptions.of(context).withStorage(storage).withChunk(context);
    CacheOptions shared = whole.withSequences(4).withChunk(16);
    List<GenerationResult> together = new ArrayList<>();
    try (GenerationScheduler scheduler = new GenerationScheduler(model, shared)) {
      List<TokenSource> sources = new ArrayList<>();
      for (int a = 0; a < answers; a++) {
        sources.add(scheduler.submit(request(options(a, maxTokens), prompts.get(a))));
      }
      sources.forEach(source -> together.add(read(source)));
    }
    for (int a = 0; a < answers; a++) {
      try (GenerationScheduler scheduler = new GenerationScheduler(model, whole)) {
        GenerationResult alone =
            read(scheduler.submit(request(options(a, maxTokens), prompts.get(a))));
        GenerationResult beside = together.get(a);
        assertThat(alone.ids()).as("answer %d", a).hasSize(maxTokens);
        assertThat(beside.ids()).as("answer %d", a).isEqualTo(alone.ids());
        assertThat(beside.logProbs()).as("answer %d", a).isEqualTo(alone.logProbs());
      }
    }
  }

  private static Backend backend(Compute compute) {
    return InstalledBackends.openAny(BackendOptions.DEFAULT.withCompute(compute));
  }

  @ParameterizedTest
  @CsvSource({"EXACT, F32", "EXACT, F16", "FAST, F32", "FAST, F16"})
  void ofATinyModel(Compute compute, DType storage) {
    int context = 150;
    TinyDecoder.llamaOfBlocks(context).write(folder);
    try (Backend backend = backend(compute);
        ModelSource source = ModelSource.open(folder);
        DecoderModel model = DecoderPlan.of(source).load(source.checkpoint(), backend)) {
      answersAreWhatTheyAreAlone(model, storage, context, 8, 60);
    }
  }

  /** 20 − 1 + 255 + 16 tokens of a sequence are kept in two of its layers. */
  @ParameterizedTest
  @CsvSource({"EXACT, F32", "EXACT, F16", "FAST, F32", "FAST, F16"})
  void ofOneWithWindows(Compute compute, DType storage) {
    int context = 500;
    TinyDecoder.gemma3OfBlocks(context, WINDOW).write(folder);
    try (Backend backend = backend(compute);
        ModelSource source = ModelSource.open(folder);
        DecoderModel model = DecoderPlan.of(source).load(source.checkpoint(), backend)) {
      answersAreWhatTheyAreAlone(model, storage, context, 6, 250);
    }
  }

  /** Weights in Q4_1 as the file has them, arithmetic in F32. */
  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"F32", "F16"})
  void ofSmolLm2InQ41WithFastArithmetic(DType storage) {
    try (Backend backend = backend(Compute.FAST);
        ModelSource source =
            ModelSource.open(SharedData.path("data/models/smollm2-135m-instruct-q4_1.gguf"));
        DecoderModel model = DecoderPlan.of(source).load(source.checkpoint(), backend)) {
      answersAreWhatTheyAreAlone(model, storage, 90, 5, 16);
    }
  }
}
