package dev.heed.models.load;

import dev.heed.models.checkpoint.AdapterFiles;
import dev.heed.models.checkpoint.StoredTensor;
import dev.heed.models.spec.Config;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The configuration of what an adapter makes of its base: the base's, with another head. */
final class AdaptedConfig {
  private static final Map<String, String> HEADS =
      Map.of("SEQ_CLS", "ForSequenceClassification", "TOKEN_CLS", "ForTokenClassification");

  private static final List<String> OUTPUTS =
      List.of(".classifier.weight", ".classifier.out_proj.weight");

  private AdaptedConfig() {}

  static Config of(Config base, AdapterFiles adapter) {
    ObjectNode json = base.json();
    adapter.head().ifPresentOrElse(own -> take(own, json), () -> infer(adapter, base, json));
    return new Config(adapter.origin(), json);
  }

  private static void take(JsonNode own, ObjectNode json) {
    for (String key : AdapterFiles.HEAD_SETTINGS) {
      JsonNode value = own.get(key);
      if (value == null) {
        json.remove(key);
      } else {
        json.set(key, value);
      }
    }
  }

  /** PEFT itself writes no names of labels: how many there are, its tensors say. */
  private static void infer(AdapterFiles adapter, Config base, ObjectNode json) {
    String head = HEADS.get(adapter.settings().path("task_type").asString(""));
    Optional<StoredTensor> out =
        adapter.checkpoint().tensors().stream()
            .filter(tensor -> OUTPUTS.stream().anyMatch(tensor.name()::endsWith))
            .findFirst();
    if (head == null || out.isEmpty()) {
      return;
    }
    json.putArray("architectures").add(head);
    if (!base.namesLabels() || base.labels().size() != out.get().rows()) {
      json.remove(List.of("id2label", "label2id"));
      json.put("num_labels", out.get().rows());
    }
  }
}
