package dev.heed.models.load;

import dev.heed.models.checkpoint.AdapterFiles;
import dev.heed.models.spec.Config;
import dev.heed.models.spec.ModelException;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an {@code adapter_config.json} says.
 *
 * @param base name or path of the model that is changed; empty where it does not say
 * @param rank of each change
 * @param alpha the change counts alpha / rank
 * @param dropout of the change's input
 */
record AdapterSettings(String base, int rank, double alpha, float dropout) {
  private static final int MOST_RANK = 1 << 16;

  /** Each would change the arithmetic. */
  private static final List<String> UNSUPPORTED =
      List.of(
          "use_dora",
          "use_qalora",
          "use_bdlora",
          "lora_bias",
          "rank_pattern",
          "alpha_pattern",
          "layer_replication",
          "trainable_token_indices",
          "target_parameters",
          "alora_invocation_tokens");

  /**
   * Reads them.
   *
   * @throws ModelException if it is no LoRA, or of a kind that is not supported
   */
  static AdapterSettings of(AdapterFiles files) {
    ObjectNode json = files.settings();
    Config config = new Config(files.origin() + ", adapter_config.json", json);
    String type = json.path("peft_type").asString("");
    if (!type.equals("LORA")) {
      throw new ModelException(
          "%s: peft_type is '%s'; supported is LORA".formatted(config.origin(), type));
    }
    for (String key : UNSUPPORTED) {
      if (isSet(json.path(key))) {
        throw new ModelException(
            "%s: '%s' is %s, which is not supported"
                .formatted(config.origin(), key, json.get(key)));
      }
    }
    int[] ranks = config.wholeNumbers("r");
    int rank = ranks.length == 1 ? ranks[0] : 0;
    double alpha = config.doubleOr("lora_alpha", 8);
    double dropout = config.doubleOr("lora_dropout", 0);
    if (rank < 1 || rank > MOST_RANK || !(alpha > 0) || !(dropout >= 0 && dropout < 1)) {
      throw new ModelException(
          "%s: r is %s, lora_alpha %s and lora_dropout %s; expected a rank from 1 to %,d, a positive alpha and a rate below 1"
              .formatted(config.origin(), json.path("r"), alpha, dropout, MOST_RANK));
    }
    boolean stabilized = config.flagOr("use_rslora", false);
    return new AdapterSettings(
        json.path("base_model_name_or_path").asString(""),
        rank,
        stabilized ? alpha * Math.sqrt(rank) : alpha,
        (float) dropout);
  }

  private static boolean isSet(JsonNode value) {
    return !(value.isMissingNode() || value.isNull())
        && (value.isContainer() ? !value.isEmpty() : value.asBoolean(true));
  }
}
