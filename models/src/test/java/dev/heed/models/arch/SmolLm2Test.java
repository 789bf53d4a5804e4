package dev.heed.models.arch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heed.engine.Backend;
import dev.heed.models.InstalledBackends;
import dev.heed.models.SharedData;
import dev.heed.models.checkpoint.Checkpoint;
import dev.heed.models.checkpoint.SafetensorsFile;
import dev.heed.models.generate.Perplexity;
import dev.heed.models.load.DecoderPlan;
import dev.heed.models.load.ModelSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * SmolLM2-135M-Instruct in Q4_1, with exact arithmetic, against transformers on the dequantized
 * weights: how far its figures can be trusted is written beside them.
 */
@TestInstance(Lifecycle.PER_CLASS)
class SmolLm2Test {
  /** Of logits, by the note beside the golden files. */
  private static final double TOLERANCE = 5e-4;

  private JsonNode golden;
  private Backend backend;
  private DecoderModel model;
  private DecoderSession session;

  @BeforeAll
  void load() {
    golden =
        JsonMapper.shared().readTree(SharedData.path("data/models/smollm2-golden.json").toFile());
    try (ModelSource source =
        ModelSource.open(SharedData.path("data/models/smollm2-135m-instruct-q4_1.gguf"))) {
      backend = InstalledBackends.openAny();
      model = DecoderPlan.of(source).load(source.checkpoint(), backend);
    }
    session = model.newSession(CacheOptions.of(1024));
  }

  @AfterAll
  void close() {
    if (model != null) {
      model.close();
      backend.close();
    }
  }

  @Test
  void greedyContinuationsAreThoseOfTheReference() {
    List<String> names = new ArrayList<>();
    for (JsonNode prompt : golden.get("prompts")) {
      String name = prompt.get("name").asString();
      int[] expected = ints(prompt.at("/exact/continuation_ids"));
      assertThat(expected).hasSize(64);
      assertThat(GreedyText.of(session, ints(prompt.get("ids")), 64)).as(name).isEqualTo(expected);
      names.add(name);
    }
    assertThat(names).hasSize(12);
  }

  @Test
  void allLogitsOfALastTokenAreThoseOfTheReference() {
    int compared = 0;
    try (Checkpoint logits =
        SafetensorsFile.open(SharedData.path("data/models/smollm2-golden.safetensors"))) {
      for (JsonNode prompt : golden.get("prompts")) {
        String name = prompt.get("name").asString();
        if (logits.contains(name)) {
          int[] ids = ints(prompt.get("ids"));
          try (TokenSequence sequence = session.open(ids.length)) {
            float[] expected = logits.tensor(name).toFloats();
            assertThat(Differences.greatest(session.extend(sequence, ids), expected))
                .as(name)
                .isLessThan(TOLERANCE);
          }
          compared++;
        }
      }
    }
    assertThat(compared).isEqualTo(4);
  }

  @Test
  void theMeanNllOfATextIsThatOfTheReference() {
    JsonNode expected = golden.get("perplexity");
    Perplexity perplexity =
        Perplexity.of(session, ints(expected.get("ids")), OptionalInt.empty(), 1024, read -> {});
    assertThat(perplexity.tokens()).isEqualTo(1023);
    assertThat(perplexity.meanNll())
        .isCloseTo(expected.at("/exact/mean_nll").asDouble(), within(1e-5));
  }

  private static int[] ints(JsonNode list) {
    int[] ints = new int[list.size()];
    Arrays.setAll(ints, i -> list.get(i).asInt());
    return ints;
  }
}
