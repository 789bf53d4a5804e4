package dev.heed.models.save;

import dev.heed.models.checkpoint.AdapterFiles;
import dev.heed.models.spec.Config;
import dev.heed.models.spec.HeadSpec;
import dev.heed.models.spec.ProblemType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The {@code config.json} of a model that is saved: its source's, with what has changed. */
final class SavedConfig {
  /** What the classes of transformers begin with, by {@code model_type}. */
  private static final Map<String, String> ENCODERS =
      Map.of(
          "bert", "Bert",
          "roberta", "Roberta",
          "xlm-roberta", "XLMRoberta",
          "camembert", "Camembert",
          "distilbert", "DistilBert");

  /** The classes of transformers, by {@code model_type}. */
  private static final Map<String, String> DECODERS =
      Map.of(
          "llama", "LlamaForCausalLM",
          "mistral", "MistralForCausalLM",
          "qwen2", "Qwen2ForCausalLM",
          "qwen3", "Qwen3ForCausalLM",
          "gemma2", "Gemma2ForCausalLM",
          "gemma3_text", "Gemma3ForCausalLM",
          "gemma3", "Gemma3ForConditionalGeneration",
          "phi3", "Phi3ForCausalLM",
          "gpt2", "GPT2LMHeadModel");

  private SavedConfig() {}

  /** Of an encoder with that head. */
  static ObjectNode of(Config source, HeadSpec head) {
    ObjectNode json = plain(source);
    String family = Optional.ofNullable(ENCODERS.get(source.modelType())).orElseThrow();
    json.putArray("architectures").add(family + ending(head));
    json.remove(List.of("id2label", "label2id", "problem_type", "num_labels"));
    switch (head) {
      case HeadSpec.OfTexts texts -> {
        putLabels(json, texts.labels());
        json.put("problem_type", written(texts.problem()));
      }
      case HeadSpec.TokenClassification tokens -> putLabels(json, tokens.labels());
      case HeadSpec.MaskedLanguage words -> json.put("tie_word_embeddings", words.tied());
      case HeadSpec.None none -> {}
    }
    return json;
  }

  /** Of a decoder. */
  static ObjectNode ofDecoder(Config source) {
    ObjectNode json = plain(source);
    String named = source.architecture();
    String usual = Optional.ofNullable(DECODERS.get(source.modelType())).orElseThrow();
    boolean isLanguage = named != null && (named.equals(usual) || !named.endsWith("Model"));
    json.putArray("architectures").add(isLanguage ? named : usual);
    return json;
  }

  /** What of it says which head there is. */
  static ObjectNode headOf(JsonNode config) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    for (String key : AdapterFiles.HEAD_SETTINGS) {
      JsonNode value = config.get(key);
      if (value != null) {
        json.set(key, value);
      }
    }
    return json;
  }

  /**
   * Names the tokenizer of an encoder, as {@code tokenizer_config.json} does; empty where the files
   * are not those that its family has.
   *
   * @param files of the tokenizer, by their names
   */
  static Optional<ObjectNode> tokenizerOf(JsonNode config, Set<String> files) {
    String family = ENCODERS.get(config.path("model_type").asString());
    String usual =
        switch (family) {
          case "Bert", "DistilBert" -> "vocab.txt";
          case "Roberta" -> "merges.txt";
          case null, default -> "sentencepiece.bpe.model";
        };
    return family != null && (files.contains("tokenizer.json") || files.contains(usual))
        ? Optional.of(
            JsonNodeFactory.instance.objectNode().put("tokenizer_class", family + "Tokenizer"))
        : Optional.empty();
  }

  private static ObjectNode plain(Config source) {
    ObjectNode json = source.json();
    for (String key : List.of("torch_dtype", "dtype")) {
      if (json.has(key)) {
        json.put(key, "float32");
      }
    }
    if (!json.has("dtype") && !json.has("torch_dtype")) {
      json.put("torch_dtype", "float32");
    }
    return json;
  }

  private static String ending(HeadSpec head) {
    return switch (head) {
      case HeadSpec.None none -> "Model";
      case HeadSpec.Pooled pooled -> "Model";
      case HeadSpec.SequenceClassification texts -> "ForSequenceClassification";
      case HeadSpec.TokenClassification tokens -> "ForTokenClassification";
      case HeadSpec.MaskedLanguage words -> "ForMaskedLM";
    };
  }

  private static void putLabels(ObjectNode json, List<String> labels) {
    ObjectNode byNumber = json.putObject("id2label");
    ObjectNode byName = json.putObject("label2id");
    for (int l = 0; l < labels.size(); l++) {
      byNumber.put(Integer.toString(l), labels.get(l));
      byName.put(labels.get(l), l);
    }
  }

  private static String written(ProblemType problem) {
    return switch (problem) {
      case SINGLE_LABEL -> "single_label_classification";
      case MULTI_LABEL -> "multi_label_classification";
      case REGRESSION -> "regression";
    };
  }
}
