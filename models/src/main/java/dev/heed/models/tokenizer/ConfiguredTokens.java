package dev.heed.models.tokenizer;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The tokens that the files beside a tokenizer's own add to it. */
final class ConfiguredTokens {
  private static final String LIST = "added_tokens_decoder";

  private static final List<String> ROLES =
      List.of(
          "bos_token",
          "eos_token",
          "unk_token",
          "sep_token",
          "pad_token",
          "cls_token",
          "mask_token");

  private static final List<String> MORE =
      List.of("additional_special_tokens", "extra_special_tokens");

  private ConfiguredTokens() {}

  /** What tokenizer_config.json lists; an older folder, which has no such list, says it apart. */
  static List<AddedToken> of(FolderSettings folder) {
    Optional<JsonFields> listing = folder.configuration().filter(fields -> fields.has(LIST));
    if (listing.isPresent()) {
      return listed(listing.get());
    }
    return folder.added().isPresent() ? older(folder, folder.added().get()) : List.of();
  }

  /** What added_tokens_decoder lists, whose keys are the ids. */
  static List<AddedToken> listed(JsonFields configuration) {
    List<AddedToken> tokens = new ArrayList<>();
    if (configuration.has(LIST)) {
      JsonFields added = configuration.object(LIST);
      for (String key : added.node().propertyNames()) {
        JsonFields fields = added.object(key);
        AddedToken token = token(fields, id(fields, key));
        if (!token.content().isEmpty()) {
          tokens.add(token);
        }
      }
    }
    return tokens;
  }

  private static AddedToken token(JsonFields fields, int id) {
    boolean special = fields.flag("special", false);
    return new AddedToken(
        fields.text("content"),
        id,
        special,
        fields.flag("normalized", !special),
        fields.flag("single_word", false),
        fields.flag("lstrip", false),
        fields.flag("rstrip", false));
  }

  private static int id(JsonFields fields, String key) {
    if (!key.matches("[0-9]{1,7}") || Integer.parseInt(key) >= Vocabulary.MAX_IDS) {
      throw fields.error(
          "expected an id from 0 to %,d as its name".formatted(Vocabulary.MAX_IDS - 1));
    }
    return Integer.parseInt(key);
  }

  /** Ids by token; special are those that another file names. */
  private static List<AddedToken> older(FolderSettings folder, JsonFields added) {
    Set<String> special = new HashSet<>();
    folder.configuration().ifPresent(fields -> addNames(fields, special));
    folder.special().ifPresent(fields -> addNames(fields, special));
    List<AddedToken> tokens = new ArrayList<>();
    for (String content : added.node().propertyNames()) {
      int id = added.integer(content, 0, Vocabulary.MAX_IDS - 1);
      if (!content.isEmpty()) {
        boolean named = special.contains(content);
        tokens.add(new AddedToken(content, id, named, !named, false, false, false));
      }
    }
    return tokens;
  }

  private static void addNames(JsonFields fields, Set<String> names) {
    for (String role : ROLES) {
      addName(fields.node().path(role), names);
    }
    for (String list : MORE) {
      fields.node().path(list).forEach(node -> addName(node, names));
    }
  }

  /** A token is written as a text or as an object. */
  private static void addName(JsonNode node, Set<String> names) {
    JsonNode content = node.isObject() ? node.path("content") : node;
    if (content.isString()) {
      names.add(content.stringValue());
    }
  }
}
