package dev.heed.models.save;

import dev.heed.engine.op.Pooling;
import dev.heed.models.checkpoint.SentenceSettings;
import dev.heed.models.load.EmbeddingSettings;
import dev.heed.models.spec.HeadSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What sentence-transformers reads beside a Transformer: {@code modules.json} and the settings of
 * each module, in the spelling that all its versions understand.
 */
final class SentenceFiles {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String MODULES = "sentence_transformers.models.";

  private SentenceFiles() {}

  /** Of an embedding model; by their names. */
  static Map<String, JsonNode> of(EmbeddingSettings settings, int width, int maxTokens) {
    Map<String, JsonNode> files = new LinkedHashMap<>();
    List<String> modules = new ArrayList<>(List.of("Transformer", "Pooling"));
    files.put("1_Pooling/config.json", pooling(settings.pooling(), width));
    if (settings.normalize()) {
      modules.add("Normalize");
      // Git, and so a hub, keeps no empty folder.
      files.put("2_Normalize/config.json", JSON.objectNode());
    }
    files.put("modules.json", modules(modules));
    files.put("sentence_bert_config.json", transformer(maxTokens));
    JsonNode prompts = prompts(settings);
    if (prompts != null) {
      files.put("config_sentence_transformers.json", prompts);
    }
    return files;
  }

  /**
   * Of a head behind the pooling; its weights are another file.
   *
   * @param table whether columns beside the texts say something too: sentence-transformers, which
   *     would leave them out, then finds a module that it does not have
   */
  static Map<String, JsonNode> of(HeadSpec.Pooled head, int width, int maxTokens, boolean table) {
    Map<String, JsonNode> files = new LinkedHashMap<>();
    files.put("1_Pooling/config.json", pooling(head.pooling(), width));
    files.put(
        "2_Dense/config.json",
        JSON.objectNode()
            .put("in_features", width)
            .put("out_features", head.labels().size())
            .put("bias", true)
            .put("activation_function", SentenceSettings.Dense.IDENTITY));
    ArrayNode modules = modules(List.of("Transformer", "Pooling", "Dense"));
    if (table) {
      int last = modules.size();
      modules
          .addObject()
          .put("idx", last)
          .put("name", Integer.toString(last))
          .put("path", "")
          .put("type", SentenceSettings.TABLE);
    }
    files.put("modules.json", modules);
    files.put("sentence_bert_config.json", transformer(maxTokens));
    return files;
  }

  private static ArrayNode modules(List<String> kinds) {
    ArrayNode modules = JSON.arrayNode();
    for (int m = 0; m < kinds.size(); m++) {
      modules
          .addObject()
          .put("idx", m)
          .put("name", Integer.toString(m))
          .put("path", m == 0 ? "" : m + "_" + kinds.get(m))
          .put("type", MODULES + kinds.get(m));
    }
    return modules;
  }

  private static JsonNode pooling(Pooling pooling, int width) {
    ObjectNode json = JSON.objectNode().put("word_embedding_dimension", width);
    return json.put("pooling_mode_cls_token", pooling == Pooling.CLS)
        .put("pooling_mode_mean_tokens", pooling == Pooling.MEAN)
        .put("pooling_mode_max_tokens", pooling == Pooling.MAX)
        .put("pooling_mode_mean_sqrt_len_tokens", false)
        .put("pooling_mode_weightedmean_tokens", false)
        .put("pooling_mode_lasttoken", pooling == Pooling.LAST)
        .put("include_prompt", true);
  }

  private static JsonNode transformer(int maxTokens) {
    return JSON.objectNode().put("max_seq_length", maxTokens).put("do_lower_case", false);
  }

  private static @Nullable JsonNode prompts(EmbeddingSettings settings) {
    ObjectNode prompts = JSON.objectNode();
    put(prompts, "query", settings.queryPrefix());
    put(prompts, "passage", settings.passagePrefix());
    put(prompts, "text", settings.textPrefix());
    if (prompts.isEmpty()) {
      return null;
    }
    ObjectNode json = JSON.objectNode();
    json.set("prompts", prompts);
    json.put("default_prompt_name", settings.textPrefix().isEmpty() ? null : "text");
    return json;
  }

  private static void put(ObjectNode prompts, String name, String prefix) {
    if (!prefix.isEmpty()) {
      prompts.put(name, prefix);
    }
  }
}
