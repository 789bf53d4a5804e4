package dev.heed.models.save;

import dev.heed.models.checkpoint.AdapterFiles;
import dev.heed.models.data.TableScores;
import dev.heed.models.data.TextNormalization;
import dev.heed.models.load.ModelSource;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The small files of a model's folder. */
final class FolderFiles {
  /** The largest vocabularies in use have 35 MB. */
  private static final int LONGEST = 128 << 20;

  /** What the Python library knows of a tokenizer beside its own files. */
  static final String TOKENIZER_CONFIG = "tokenizer_config.json";

  /** Of tokenizers and texts: they stay as they were. */
  private static final List<String> COPIED =
      List.of(
          "tokenizer.json",
          TOKENIZER_CONFIG,
          "special_tokens_map.json",
          "added_tokens.json",
          "vocab.txt",
          "vocab.json",
          "merges.txt",
          "tokenizer.model",
          "sentencepiece.bpe.model",
          "spiece.model",
          "chat_template.jinja",
          "chat_template.json",
          "additional_chat_templates/tool_use.jinja",
          "generation_config.json");

  private static final Set<String> WRITTEN =
      Set.of(
          "config.json",
          "model.safetensors",
          "modules.json",
          "sentence_bert_config.json",
          "config_sentence_transformers.json",
          "1_Pooling/config.json",
          "2_Dense/config.json",
          "2_Dense/model.safetensors",
          "2_Normalize/config.json",
          TableScores.FILE,
          TextNormalization.FILE,
          TaskFile.NAME,
          AdapterFiles.HEAD,
          "adapter_config.json",
          "adapter_model.safetensors");

  private FolderFiles() {}

  /** True for a file that a saved model may have, and may therefore be replaced. */
  static boolean isKnown(String name) {
    return WRITTEN.contains(name) || COPIED.contains(name);
  }

  /** The tokenizer's files of a model, and those about the texts that it generates. */
  static Map<String, byte[]> beside(ModelSource source) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (String name : COPIED) {
      source.file(name).ifPresent(file -> files.put(name, file.bytes(LONGEST)));
    }
    return files;
  }

  static byte[] text(JsonNode json) {
    return (json.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
