package dev.heed.models.tokenizer;

import com.google.protobuf.CodedInputStream;
import dev.heed.models.tokenizer.SentencePieceDecoder.Leading;
import dev.heed.models.tokenizer.SentencePieces.Kind;
import dev.heed.models.tokenizer.SentencePieces.Role;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads a .model file of SentencePiece: a protobuf message (sentencepiece_model.proto), of which
 * only what changes tokens is read.
 */
final class SentencePieceFile {
  /** Field numbers and wire types, as tags. */
  private static final int PIECES = tag(1, 2);

  private static final int TRAINER = tag(2, 2);
  private static final int NORMALIZER = tag(3, 2);
  private static final int DENORMALIZER = tag(5, 2);

  private static final int UNIGRAM = 1;
  private static final int BPE = 2;

  private static final List<String> LIKE_LLAMA =
      List.of("LlamaTokenizer", "CodeLlamaTokenizer", "GemmaTokenizer");

  private final String source;
  private final CodedInputStream in;

  private final List<String> tokens = new ArrayList<>();
  private float[] scores = new float[1024];
  private final List<Role> roles = new ArrayList<>();
  private int model = UNIGRAM;
  private boolean byteFallback;
  private int unknown;
  private int begin = 1;
  private int end = 2;
  private int padding = -1;
  private String surface = " \u2047 ";
  private byte[] map = {};
  private boolean dummyPrefix = true;
  private boolean removeExtra = true;
  private boolean escape = true;

  private SentencePieceFile(byte[] file, String source) {
    this.source = source;
    this.in = CodedInputStream.newInstance(file);
  }

  /**
   * @param folder what lies beside it: whether texts get BOS and EOS, and which tokens are added; a
   *     file that is alone does what SentencePiece does, which is neither
   */
  static PipelineTokenizer read(byte[] file, String source, FolderSettings folder) {
    SentencePieceFile reader = new SentencePieceFile(file, source);
    try {
      reader.readModel();
    } catch (IOException e) {
      throw new TokenizerFormatException(
          "%s: not readable as a SentencePiece model: %s".formatted(source, e.getMessage()), e);
    }
    return reader.build(folder);
  }

  private void readModel() throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == PIECES) {
        message(this::readPiece);
      } else if (tag == TRAINER) {
        message(this::readTrainer);
      } else if (tag == NORMALIZER) {
        message(this::readNormalizer);
      } else if (tag == DENORMALIZER) {
        message(this::readDenormalizer);
      } else {
        in.skipField(tag);
      }
    }
  }

  private interface Message {
    void read() throws IOException;
  }

  private void message(Message message) throws IOException {
    int outer = in.pushLimit(in.readRawVarint32());
    message.read();
    in.checkLastTagWas(0);
    in.popLimit(outer);
  }

  private void readPiece() throws IOException {
    int id = tokens.size();
    if (id == Vocabulary.MAX_IDS) {
      throw new TokenizerFormatException(
          "%s: there are more than %,d tokens".formatted(source, Vocabulary.MAX_IDS));
    }
    String token = "";
    float score = 0;
    Role role = Role.NORMAL;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == tag(1, 2)) {
        token = in.readStringRequireUtf8();
      } else if (tag == tag(2, 5)) {
        score = in.readFloat();
      } else if (tag == tag(3, 0)) {
        role = Role.of(in.readInt32(), id, source);
      } else {
        in.skipField(tag);
      }
    }
    if (id == scores.length) {
      scores = Arrays.copyOf(scores, 2 * id);
    }
    if (token.isEmpty()) {
      throw new TokenizerFormatException("%s: token %,d is empty".formatted(source, id));
    }
    scores[id] = score;
    tokens.add(token);
    roles.add(role);
  }

  private void readTrainer() throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag >>> 3) {
        case 3 -> model = in.readInt32();
        case 24 -> requireFalse(in.readBool(), "trainer_spec.treat_whitespace_as_suffix");
        case 35 -> byteFallback = in.readBool();
        case 40 -> unknown = in.readInt32();
        case 41 -> begin = in.readInt32();
        case 42 -> end = in.readInt32();
        case 43 -> padding = in.readInt32();
        case 44 -> surface = in.readStringRequireUtf8();
        default -> in.skipField(tag);
      }
    }
  }

  private void readNormalizer() throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag >>> 3) {
        case 2 -> map = in.readByteArray();
        case 3 -> dummyPrefix = in.readBool();
        case 4 -> removeExtra = in.readBool();
        case 5 -> escape = in.readBool();
        default -> in.skipField(tag);
      }
    }
  }

  private void readDenormalizer() throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == tag(2, 2)) {
        requireFalse(in.readByteArray().length > 0, "denormalizer_spec.precompiled_charsmap");
      } else {
        in.skipField(tag);
      }
    }
  }

  private void requireFalse(boolean set, String name) {
    if (set) {
      throw new TokenizerFormatException(
          "%s: %s is set, which is not supported".formatted(source, name));
    }
  }

  private PipelineTokenizer build(FolderSettings folder) {
    if (model != UNIGRAM && model != BPE) {
      throw new TokenizerFormatException(
          "%s: trainer_spec.model_type is %d; supported are 1 (unigram) and 2 (bpe)"
              .formatted(source, model));
    }
    List<AddedToken> added = configured(folder);
    SentencePieces pieces =
        new SentencePieces(
            source,
            model == BPE ? Kind.BPE : Kind.UNIGRAM,
            tokens,
            Arrays.copyOf(scores, tokens.size()),
            roles,
            new SentencePieceNormalizer.Settings(dummyPrefix, removeExtra, escape),
            map.length == 0 ? null : new CharacterMap(map, source),
            byteFallback,
            unknownId());
    Vocabulary own = pieces.vocabulary();
    Vocabulary all = own.with(added, source);
    Set<String> known = new HashSet<>();
    added.forEach(token -> known.add(token.content()));
    for (int id = 0; id < tokens.size(); id++) {
      if (roles.get(id) == Role.CONTROL && known.add(tokens.get(id))) {
        added.add(AddedToken.special(tokens.get(id), id));
      }
    }
    Leading leading = removeExtra ? Leading.ALL_GO : dummyPrefix ? Leading.ONE_GOES : Leading.STAYS;
    return new PipelineTokenizer(
        new PipelineTokenizer.Parts(
            "SentencePieceTokenizer",
            all,
            PipelineTokenizer.special(added),
            new SentencePiecePipeline(pieces, own, added),
            template(folder, all),
            new SentencePieceDecoder(leading, tokens.get(pieces.unknown()), surface),
            OffsetRule.NONE,
            new TokenRoles(
                id(begin),
                id(end),
                OptionalInt.of(pieces.unknown()),
                id(padding),
                new TreeSet<>())),
        null);
  }

  /**
   * What lies beside the file adds; text that reads so is found as it was typed, for SentencePiece
   * knows no normal form of a token. A token of the file that is listed by another name has that.
   */
  private List<AddedToken> configured(FolderSettings folder) {
    Set<String> names = new HashSet<>(tokens);
    List<AddedToken> added = new ArrayList<>();
    for (AddedToken token : ConfiguredTokens.of(folder)) {
      int id = token.id();
      boolean own = id < tokens.size();
      if (own && roles.get(id) != Role.BYTE && names.add(token.content())) {
        tokens.set(id, token.content());
      }
      if (own && token.special() && roles.get(id) == Role.USER_DEFINED) {
        roles.set(id, Role.CONTROL);
      }
      added.add(
          new AddedToken(
              token.content(),
              id,
              token.special(),
              false,
              token.singleWord(),
              token.stripLeft(),
              token.stripRight()));
    }
    return added;
  }

  private Template template(FolderSettings folder, Vocabulary all) {
    Optional<JsonFields> said = folder.configuration();
    boolean begins = folder.ofModel() && model == BPE && isLlama(said);
    OptionalInt first =
        flag(said, "add_bos_token", begins)
            ? named(said, "bos_token", begin, all)
            : OptionalInt.empty();
    OptionalInt last =
        flag(said, "add_eos_token", false)
            ? named(said, "eos_token", end, all)
            : OptionalInt.empty();
    return Template.around(first, last, all::tokenOf);
  }

  /** Whose default in transformers is that texts begin with BOS. */
  private static boolean isLlama(Optional<JsonFields> configuration) {
    String name = configuration.map(fields -> fields.text("tokenizer_class", "")).orElse("");
    return name.isEmpty() || LIKE_LLAMA.stream().anyMatch(name::startsWith);
  }

  private static boolean flag(Optional<JsonFields> said, String name, boolean otherwise) {
    return said.isPresent() ? said.get().flag(name, otherwise) : otherwise;
  }

  /** The token that the configuration names, or else the file's own. */
  private OptionalInt named(Optional<JsonFields> said, String role, int written, Vocabulary all) {
    String token = said.isPresent() ? MergesFile.token(said.get(), role) : null;
    OptionalInt id = token == null ? OptionalInt.empty() : all.id(token);
    return id.isPresent() ? id : id(written);
  }

  private OptionalInt id(int written) {
    return written >= 0 && written < tokens.size() && roles.get(written) == Role.CONTROL
        ? OptionalInt.of(written)
        : OptionalInt.empty();
  }

  /** The one token of that role: what the trainer was told counts where there is none. */
  private int unknownId() {
    int first = roles.indexOf(Role.UNKNOWN);
    if (first < 0 || first != roles.lastIndexOf(Role.UNKNOWN)) {
      throw new TokenizerFormatException(
          "%s: there must be one token of the type unknown; the trainer says id %d"
              .formatted(source, unknown));
    }
    return first;
  }

  private static int tag(int field, int wireType) {
    return field << 3 | wireType;
  }
}
