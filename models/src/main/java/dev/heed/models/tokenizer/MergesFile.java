package dev.heed.models.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The older form of a byte-level BPE tokenizer: vocab.json, the ids by token, and merges.txt, one
 * merge a line. What else it does, tokenizer_config.json says, or else it is as GPT-2's, or as
 * RoBERTa's where the vocabulary has its special tokens.
 */
final class MergesFile {
  /** What a line begins with that is no merge. */
  static final String COMMENT = "#version";

  private static final List<String> ROLES =
      List.of("bos_token", "eos_token", "unk_token", "pad_token");

  private static final String CLASS = "tokenizer_class";
  private static final String BEGIN = "<s>";
  private static final String END = "</s>";
  private static final String MASK = "<mask>";

  private static final Map<String, String> USUAL_OF_ROBERTA =
      Map.of(
          "bos_token",
          BEGIN,
          "cls_token",
          BEGIN,
          "eos_token",
          END,
          "sep_token",
          END,
          "mask_token",
          MASK);

  private static final List<String> OF_ROBERTA = List.of(BEGIN, END, "<unk>", "<pad>");

  private MergesFile() {}

  /**
   * @param source what errors call the files
   */
  static PipelineTokenizer read(
      Vocabulary own, String merges, Optional<JsonFields> configuration, String source) {
    boolean roberta = isRoberta(own, configuration);
    List<AddedToken> added = added(own, configuration, roberta);
    Vocabulary all = own.with(added, source);
    List<String> lines =
        merges.lines().filter(line -> !line.isBlank() && !line.startsWith(COMMENT)).toList();
    BpeModel.Merges table = new BpeModel.Merges(own, lines.size(), "", source);
    lines.forEach(table::addLine);
    boolean prefixSpace =
        configuration.isPresent() && configuration.get().flag("add_prefix_space", false);
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
            roberta
                ? Template.roberta(BEGIN, id(own, BEGIN, source), END, id(own, END, source))
                : Template.PLAIN,
            new TokenDecoders.OfBytes(Set.of()),
            OffsetRule.NONE,
            TokenRoles.NONE),
        null);
  }

  /** Others of this form cut text otherwise, and do not say how. */
  private static boolean isRoberta(Vocabulary own, Optional<JsonFields> configuration) {
    if (configuration.isEmpty() || !configuration.get().has(CLASS)) {
      return own.id(BEGIN).isPresent() && own.id(END).isPresent() && own.id(MASK).isPresent();
    }
    String type = configuration.get().text(CLASS);
    boolean roberta = type.startsWith("RobertaTokenizer");
    if (!roberta && !type.startsWith("GPT2Tokenizer")) {
      throw configuration
          .get()
          .error(
              "tokenizer_class is %s; with vocab.json and merges.txt, supported are GPT2Tokenizer and RobertaTokenizer"
                  .formatted(Quoted.of(type)));
    }
    if (roberta) {
      USUAL_OF_ROBERTA.forEach((role, usual) -> requireUsual(configuration.get(), role, usual));
    }
    return roberta;
  }

  private static void requireUsual(JsonFields configuration, String role, String usual) {
    String token = token(configuration, role);
    if (token != null && !token.equals(usual)) {
      throw configuration.error(
          "%s is %s; supported with RobertaTokenizer is %s"
              .formatted(role, Quoted.of(token), usual));
    }
  }

  private static int id(Vocabulary own, String token, String source) {
    return own.id(token)
        .orElseThrow(() ->
            new TokenizerFormatException(
                "%s: RoBERTa's special token %s is not in the vocabulary of %,d tokens"
                    .formatted(source, token, own.size())));
  }

  private static List<AddedToken> added(
      Vocabulary own, Optional<JsonFields> configuration, boolean roberta) {
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
    if (roberta) {
      names.addAll(OF_ROBERTA);
      // The space before it belongs to it: a text may be written with the word's own.
      own.id(MASK)
          .ifPresent(id -> added.add(new AddedToken(MASK, id, true, false, false, true, false)));
    } else {
      names.add("<|endoftext|>");
    }
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
