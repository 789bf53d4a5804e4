package dev.heed.models.tokenizer;

import java.util.Optional;

/**
 * What the files beside a tokenizer's own say of it.
 *
 * @param configuration tokenizer_config.json
 * @param added added_tokens.json: what older libraries wrote in place of a list in the former
 * @param special special_tokens_map.json, likewise
 * @param ofModel whether a model lies there, for which transformers has habits of its own
 */
record FolderSettings(
    Optional<JsonFields> configuration,
    Optional<JsonFields> added,
    Optional<JsonFields> special,
    boolean ofModel) {
  /** Of a file that is alone. */
  static final FolderSettings NONE =
      new FolderSettings(Optional.empty(), Optional.empty(), Optional.empty(), false);
}
