package dev.heed.models.arch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.Compute;
import dev.heed.models.InstalledBackends;
import dev.heed.models.SharedData;
import dev.heed.models.generate.Perplexity;
import dev.heed.models.load.DecoderPlan;
import dev.heed.models.load.ModelSource;
import java.util.Arrays;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What fast arithmetic costs real models: the mean NLL of real texts, against what exact arithmetic
 * gives in the files of reference values.
 */
class FastQualityTest {
  /** Nats. */
  private static final double MOST = 0.003;

  /** For 260,000 parameters: fewer weights share an error than in any model of use. */
  private static final double MOST_OF_A_TINY_MODEL = 0.005;

  /** Quantized weights, which stay as they are. */
  @Test
  void smolLmInQ41ForetellsATextAsWell() {
    JsonNode text = json("data/models/smollm2-golden.json").get("perplexity");
    assertThat(meanNll("data/models/smollm2-135m-instruct-q4_1.gguf", ints(text.get("ids"))))
        .isCloseTo(text.at("/exact/mean_nll").asDouble(), within(MOST));
  }

  /** Weights in F32, which are rounded to 8 bits. */
  @Test
  void storiesInF32AreForetoldAsWell() {
    JsonNode texts = json("data/stories260K/golden.json").get("mean_nll");
    assertThat(texts.size()).isPositive();
    for (JsonNode text : texts) {
      assertThat(meanNll("data/stories260K/stories260K.bin", ints(text.get("ids"))))
          .isCloseTo(text.get("nll").asDouble(), within(MOST_OF_A_TINY_MODEL));
    }
  }

  private static double meanNll(String file, int[] ids) {
    try (ModelSource source = ModelSource.open(SharedData.path(file));
        Backend backend =
            InstalledBackends.openAny(BackendOptions.DEFAULT.withCompute(Compute.FAST));
        DecoderModel model = DecoderPlan.of(source).load(source.checkpoint(), backend);
        DecoderSession session =
            model.newSession(CacheOptions.of(Math.min(ids.length, model.spec().maxTokens())))) {
      return Perplexity.of(session, ids, OptionalInt.empty(), session.longest(), read -> {})
          .meanNll();
    }
  }

  private static JsonNode json(String file) {
    return JsonMapper.shared().readTree(SharedData.path(file).toFile());
  }

  private static int[] ints(JsonNode list) {
    int[] ints = new int[list.size()];
    Arrays.setAll(ints, i -> list.get(i).asInt());
    return ints;
  }
}
