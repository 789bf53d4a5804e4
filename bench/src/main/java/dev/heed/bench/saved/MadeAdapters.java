package dev.heed.bench.saved;

import dev.heed.engine.Backend;
import dev.heed.models.arch.LearnedModel;
import dev.heed.models.load.DecoderPlan;
import dev.heed.models.load.EncoderPlan;
import dev.heed.models.load.HeadChoice;
import dev.heed.models.load.InitialValues;
import dev.heed.models.load.LearnedModels;
import dev.heed.models.load.ModelSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Adapters that Python made, merged into their base while Heed loads it. */
final class MadeAdapters {
  private final Backend backend;
  private final Path home;

  MadeAdapters(Backend backend, Path home) {
    this.backend = backend;
    this.home = home;
  }

  /** One answer for each, as the script gives them for what Heed made. */
  List<JsonNode> compare() throws IOException {
    List<JsonNode> answers = new ArrayList<>();
    for (JsonNode made :
        JsonMapper.shared().readTree(Files.readString(home.resolve("made.json")))) {
      answers.add(compare(made));
    }
    return answers;
  }

  private JsonNode compare(JsonNode made) {
    List<int[]> texts = made.get("ids").valueStream().map(MadeAdapters::ints).toList();
    List<float[]> found;
    Path base = home.resolve(made.get("base").asString());
    try (ModelSource source = ModelSource.open(base, home.resolve(made.get("folder").asString()));
        RandomModel<LearnedModel> model =
            RandomModel.asItIs(load(source, made.get("kind").asString()), backend)) {
      found = model.logits(texts);
    }
    double greatest = 0;
    double difference = 0;
    int values = 0;
    for (int t = 0; t < found.size(); t++) {
      JsonNode expected = made.get("expected").get(t);
      values += expected.size();
      for (int i = 0; i < expected.size(); i++) {
        double value = expected.get(i).asDouble();
        greatest = Math.max(greatest, Math.abs(value));
        difference = Math.max(difference, Math.abs(value - found.get(t)[i]));
      }
    }
    ObjectNode answer = JsonMapper.shared().createObjectNode();
    answer.put("name", made.get("name").asString());
    answer.put("by", "Heed").put("values", values);
    answer.put("greatest", greatest).put("difference", difference).putArray("problems");
    return answer;
  }

  private LearnedModel load(ModelSource source, String kind) {
    if (kind.equals("causal")) {
      DecoderPlan plan = DecoderPlan.of(source);
      return LearnedModels.decoder(
          plan, source.checkpoint(), backend, InitialValues.NONE, null, plan.spec().maxTokens());
    }
    EncoderPlan plan = EncoderPlan.of(source, HeadChoice.CONFIGURED);
    return LearnedModels.encoder(plan, source.checkpoint(), backend, InitialValues.NONE, null);
  }

  private static int[] ints(JsonNode list) {
    return list.valueStream().mapToInt(JsonNode::asInt).toArray();
  }
}
