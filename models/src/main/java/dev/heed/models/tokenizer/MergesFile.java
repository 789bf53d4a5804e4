package dev.heed.models.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The older form of a byte-level BPE tokenizer: vocab.json, the ids by token, and merges.txt, one
 * merge a line. What else it does, tokenizer_config.json says, or else it is as GPT-2's.
 */
final class MergesFile {
  private static final List<String> ROLES =
      List.of("bos_token", "eos_token", "unk_token", "pad_token");

  private MergesFile() {}

  /**
   * @param source what errors call the files
   */
  static PipelineTokenizer read(
      Vocabulary own, String merges, Optional<JsonFields> configuration, String source) {
    List<AddedToken> added = added(own, configuration);
    Vocabulary all = own.with(added, source);
    List<String> lines =
        merges.lines().filter(line -> !line.isBlank() && !line.startsWith("#version")).toList();
    BpeModel.Merges table = new BpeModel.Merges(own, lines.size(), "", source);
    lines.forEach(table::addLine);
    boolean prefixSpace =
        configuration.isPresent() && configuration.get().flag("add_prefix_space", false);
    requireGpt2(configuration);
    BpeModel model =
        new BpeModel(
            own,
            all,
            table.build(),
            BpeModel.Settings.PLAIN,
            new UnknownText(all, false, UnknownText.NONE, false));
    return new PipelineTokenizer(
        new PipelineTokenizer.Parts(
            "BPETokenizer",
            all,
            PipelineTokenizer.special(added),
            new TextPipeline(
                TextNormalizer.NONE,
                PreTokenizerJson.byteLevel(prefixSpace, true, source),
                model,
                added,
                source),
            Template.PLAIN,
            new TokenDecoders.OfBytes(Set.of()),
            OffsetRule.NONE,
            TokenRoles.NONE),
        null);
  }

  /** Others of this form cut text otherwise, and do not say how. */
  private static void requireGpt2(Optional<JsonFields> configuration) {
    String type =
        configuration.isEmpty()
            ? "GPT2Tokenizer"
            : configuration.get().text("tokenizer_class", "GPT2Tokenizer");
    if (!type.startsWith("GPT2Tokenizer")) {
      throw configuration
          .orElseThrow()
          .error(
              "tokenizer_class is %s; with vocab.json and merges.txt, supported is GPT2Tokenizer"
                  .formatted(Quoted.of(type)));
    }
  }

  private static List<AddedToken> added(Vocabulary own, Optional<JsonFields> configuration) {
    List<AddedToken> added = new ArrayList<>();
    List<String> names = new ArrayList<>();
    if (configuration.isPresent()) {
      for (String role : ROLES) {
        String token = token(configuration.get(), role);
        if (token != null) {
          names.add(token);
        }
      }
    }
    names.add("<|endoftext|>");
    for (String token : names.stream().distinct().toList()) {
      own.id(token).ifPresent(id -> added.add(AddedToken.special(token, id)));
    }
    return added;
  }

  /** The content of a special token, which is written as a text or as an object. */
  static @Nullable String token(JsonFields configuration, String role) {
    JsonNode written = configuration.node().path(role);
    JsonNode content = written.isObject() ? written.path("content") : written;
    return content.isString() ? content.stringValue() : null;
  }
}
