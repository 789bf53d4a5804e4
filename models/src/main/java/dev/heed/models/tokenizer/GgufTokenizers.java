package dev.heed.models.tokenizer;

import dev.heed.models.tokenizer.SentencePieceDecoder.Leading;
import dev.heed.models.tokenizer.SentencePieces.Kind;
import dev.heed.models.tokenizer.SentencePieces.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/** Makes a tokenizer of what a GGUF file says, with the defaults of llama.cpp. */
final class GgufTokenizers {
  /**
   * Tokens of these names end a turn or a text, whatever else a file says: llama.cpp's rule, which
   * transformers does not have.
   */
  private static final Set<String> STOPS =
      Set.of(
          "<|eot_id|>",
          "<|im_end|>",
          "<|end|>",
          "<|return|>",
          "<|call|>",
          "<end_of_turn>",
          "<|endoftext|>",
          "<|end_of_text|>",
          "<|eom_id|>",
          "<EOT>",
          "[EOT]",
          "[EOS]",
          "<end_of_utterance>",
          "<\uff5cend\u2581of\u2581sentence\uff5c>");

  private final GgufVocabulary file;
  private final String source;
  private final List<String> tokens;
  private final List<Role> roles;

  private GgufTokenizers(GgufVocabulary file) {
    this.file = file;
    this.source = file.source();
    this.tokens = named(file.tokens());
    this.roles = roles(file, tokens);
  }

  static Tokenizer build(GgufVocabulary file) {
    if (file.tokens().isEmpty()) {
      throw new TokenizerFormatException(
          file.source() + ": tokenizer.ggml.tokens is missing or empty");
    }
    GgufTokenizers builder = new GgufTokenizers(file);
    return switch (file.model()) {
      case "gpt2" -> builder.byteLevel();
      case "llama" -> builder.sentencePiece(Kind.BPE);
      case "t5" -> builder.sentencePiece(Kind.UNIGRAM);
      case "bert" -> builder.wordPiece();
      default ->
          throw new TokenizerFormatException(
              "%s: tokenizer.ggml.model is %s; supported are 'gpt2', 'llama', 't5' and 'bert'"
                  .formatted(file.source(), Quoted.of(file.model())));
    };
  }

  /** What has no name in the file gets one that no text has. */
  private static List<String> named(List<String> tokens) {
    List<String> named = new ArrayList<>(tokens.size());
    for (int id = 0; id < tokens.size(); id++) {
      named.add(tokens.get(id).isEmpty() ? "[EMPTY_" + id + "]" : tokens.get(id));
    }
    return named;
  }

  private static List<Role> roles(GgufVocabulary file, List<String> tokens) {
    int[] types = file.types();
    if (types.length != 0 && types.length < tokens.size()) {
      throw new TokenizerFormatException(
          "%s: tokenizer.ggml.token_type has %,d entries for %,d tokens"
              .formatted(file.source(), types.length, tokens.size()));
    }
    List<Role> roles = new ArrayList<>(tokens.size());
    for (int id = 0; id < tokens.size(); id++) {
      // 0 is written where a converter did not know.
      int type = types.length == 0 || types[id] == 0 ? 1 : types[id];
      Role role = Role.of(type, id, file.source());
      boolean empty = file.tokens().get(id).isEmpty();
      roles.add(empty ? Role.CONTROL : STOPS.contains(tokens.get(id)) ? Role.CONTROL : role);
    }
    return roles;
  }

  private Tokenizer byteLevel() {
    if (file.merges().isEmpty()) {
      throw new TokenizerFormatException(source + ": tokenizer.ggml.merges is missing");
    }
    String name = file.pre().isEmpty() ? "default" : file.pre();
    GgufPreTokenizer cut = GgufPreTokenizer.named(name, source);
    Vocabulary vocabulary = vocabulary(tokens);
    BpeModel.Merges merges = new BpeModel.Merges(vocabulary, file.merges().size(), "", source);
    file.merges().forEach(merges::addLine);
    BpeModel model =
        new BpeModel(
            vocabulary,
            vocabulary,
            merges.build(),
            new BpeModel.Settings(cut.wholeWords(), "", ""),
            new UnknownText(vocabulary, false, UnknownText.NONE, false));
    List<AddedToken> added = added();
    Set<String> plain = new HashSet<>();
    added.forEach(token -> plain.add(token.content()));
    return new PipelineTokenizer(
        new PipelineTokenizer.Parts(
            "BPETokenizer",
            vocabulary,
            PipelineTokenizer.special(added),
            new TextPipeline(cut.normalizer(), cut.preTokenizer(source), model, added, source),
            template(cut.addsBegin(), false),
            new TokenDecoders.OfBytes(plain),
            OffsetRule.NONE,
            roles(OptionalInt.empty())),
        null);
  }

  private Tokenizer sentencePiece(Kind kind) {
    boolean unigram = kind == Kind.UNIGRAM;
    if (file.scores().length < tokens.size()) {
      throw new TokenizerFormatException(
          "%s: tokenizer.ggml.scores has %,d entries for %,d tokens"
              .formatted(source, file.scores().length, tokens.size()));
    }
    int unknown = file.id("unknown").orElse(unigram ? 2 : 0);
    boolean prefix = file.flag("add_space_prefix", !unigram);
    boolean removeExtra = unigram && file.flag("remove_extra_whitespaces", false);
    SentencePieces pieces =
        new SentencePieces(
            source,
            kind,
            tokens,
            Arrays.copyOf(file.scores(), tokens.size()),
            roles,
            new SentencePieceNormalizer.Settings(prefix, removeExtra, true),
            file.characterMap().length == 0 ? null : new CharacterMap(file.characterMap(), source),
            roles.contains(Role.BYTE),
            unknown);
    Vocabulary vocabulary = vocabulary(tokens);
    List<AddedToken> added = added();
    return new PipelineTokenizer(
        new PipelineTokenizer.Parts(
            "SentencePieceTokenizer",
            vocabulary,
            PipelineTokenizer.special(added),
            new SentencePiecePipeline(pieces, vocabulary, added),
            template(!unigram, unigram),
            new SentencePieceDecoder(
                removeExtra ? Leading.ALL_GO : prefix ? Leading.ONE_GOES : Leading.STAYS, null, ""),
            OffsetRule.NONE,
            roles(OptionalInt.of(unknown))),
        null);
  }

  /** In these files, a word begins with U+2581, and what continues one has no sign. */
  private Tokenizer wordPiece() {
    List<String> spelled = new ArrayList<>(tokens.size());
    for (int id = 0; id < tokens.size(); id++) {
      String token = tokens.get(id);
      boolean special = token.startsWith("[") && token.endsWith("]");
      boolean begins = token.charAt(0) == MergingModel.SPACE;
      spelled.add(
          begins
              ? token.substring(1)
              : special || roles.get(id) != Role.NORMAL
                  ? token
                  : WordPieceModel.DEFAULT_PREFIX + token);
    }
    Vocabulary vocabulary = vocabulary(spelled);
    boolean lowercase = file.flag("normalizer.lowercase", true);
    int unknown = file.id("unknown").orElse(100);
    int cls = file.id("cls").orElse(file.id("bos").orElse(101));
    int sep = file.id("seperator").orElse(file.id("eos").orElse(102));
    List<AddedToken> added = new ArrayList<>();
    for (String role : List.of("unknown", "cls", "seperator", "padding", "mask")) {
      file.id(role).ifPresent(id -> added.add(AddedToken.special(spelled.get(id), id)));
    }
    return WordPieceJson.tokenizer(
        vocabulary,
        new BertNormalizer.Settings(
            true, true, file.flag("normalizer.strip_accents", lowercase), lowercase),
        new WordPieceModel(
            vocabulary,
            token(vocabulary, unknown),
            WordPieceModel.DEFAULT_PREFIX,
            WordPieceModel.DEFAULT_MAX_WORD_LENGTH,
            source),
        added,
        Template.bert(token(vocabulary, cls), cls, token(vocabulary, sep), sep),
        new WordPieceDecoder(WordPieceModel.DEFAULT_PREFIX, true),
        null,
        source);
  }

  private String token(Vocabulary vocabulary, int id) {
    return vocabulary
        .token(id)
        .orElseThrow(() ->
            new TokenizerFormatException(
                "%s: a special token has the id %,d; expected 0 to %,d"
                    .formatted(source, id, vocabulary.size() - 1)));
  }

  /** Files in use list a token twice; text is spelled with the first of its ids. */
  private Vocabulary vocabulary(List<String> spelled) {
    Vocabulary.Builder builder = new Vocabulary.Builder(source);
    for (int id = 0; id < spelled.size(); id++) {
      builder.addOrRepeat(spelled.get(id), id);
    }
    return builder.build();
  }

  private List<AddedToken> added() {
    // Phi-3's files do not say that white space behind its special tokens belongs to them.
    boolean phi3 =
        file.name().toLowerCase(Locale.ROOT).contains("phi-3")
            || file.name().toLowerCase(Locale.ROOT).contains("phi3");
    Set<String> never = Set.of("<unk>", "<s>", "<|endoftext|>");
    List<AddedToken> added = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (int id = 0; id < tokens.size(); id++) {
      Role role = roles.get(id);
      if (!seen.add(tokens.get(id))) {
        continue;
      }
      if (role == Role.CONTROL || role == Role.UNKNOWN || role == Role.USER_DEFINED) {
        String token = tokens.get(id);
        boolean special = role != Role.USER_DEFINED;
        boolean right = phi3 && !never.contains(token) && !token.isBlank();
        added.add(new AddedToken(token, id, special, false, false, false, right));
      }
    }
    return added;
  }

  private Template template(boolean begin, boolean end) {
    return Template.around(
        file.flag("add_bos_token", begin) ? required("bos") : OptionalInt.empty(),
        file.flag("add_eos_token", end) ? required("eos") : OptionalInt.empty(),
        tokens::get);
  }

  private OptionalInt required(String role) {
    OptionalInt id = knownId(role);
    if (id.isEmpty()) {
      throw new TokenizerFormatException(
          "%s: texts get a token that tokenizer.ggml.%s_token_id should name, which is missing"
              .formatted(source, role));
    }
    return id;
  }

  /** As the file says, or else as the first models of the kind had it. */
  private OptionalInt knownId(String role) {
    OptionalInt written = file.id(role);
    if (written.isPresent()) {
      return written;
    }
    int usual =
        switch (file.model() + " " + role) {
          case "llama bos", "t5 eos" -> 1;
          case "llama eos" -> 2;
          default -> -1;
        };
    return usual >= 0 && usual < tokens.size() ? OptionalInt.of(usual) : OptionalInt.empty();
  }

  private TokenRoles roles(OptionalInt unknown) {
    Set<Integer> stops = new HashSet<>();
    file.id("eot").ifPresent(stops::add);
    file.id("eom").ifPresent(stops::add);
    for (int id = 0; id < tokens.size(); id++) {
      if (STOPS.contains(tokens.get(id))) {
        stops.add(id);
      }
    }
    OptionalInt named = file.id("unknown");
    return new TokenRoles(
        knownId("bos"),
        knownId("eos"),
        named.isPresent() ? named : unknown,
        file.id("padding"),
        new TreeSet<>(stops));
  }
}
