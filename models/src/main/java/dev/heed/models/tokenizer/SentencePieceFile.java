package dev.heed.models.tokenizer;

import com.google.protobuf.CodedInputStream;
import dev.heed.models.tokenizer.SentencePieceDecoder.Leading;
import dev.heed.models.tokenizer.SentencePieces.Kind;
import dev.heed.models.tokenizer.SentencePieces.Role;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
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
   * @param configuration what tokenizer_config.json says: whether texts get BOS and EOS; without it
   *     they do not
   */
  static PipelineTokenizer read(byte[] file, String source, Optional<JsonFields> configuration) {
    SentencePieceFile reader = new SentencePieceFile(file, source);
    try {
      reader.readModel();
    } catch (IOException e) {
      throw new TokenizerFormatException(
          "%s: not readable as a SentencePiece model: %s".formatted(source, e.getMessage()), e);
    }
    return reader.build(configuration);
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

  private PipelineTokenizer build(Optional<JsonFields> configuration) {
    if (model != UNIGRAM && model != BPE) {
      throw new TokenizerFormatException(
          "%s: trainer_spec.model_type is %d; supported are 1 (unigram) and 2 (bpe)"
              .formatted(source, model));
    }
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
    Vocabulary vocabulary = pieces.vocabulary();
    Map<String, Integer> special = new LinkedHashMap<>();
    List<AddedToken> added = new ArrayList<>();
    for (int id = 0; id < tokens.size(); id++) {
      if (roles.get(id) == Role.CONTROL) {
        special.put(tokens.get(id), id);
        added.add(AddedToken.special(tokens.get(id), id));
      }
    }
    Leading leading = removeExtra ? Leading.ALL_GO : dummyPrefix ? Leading.ONE_GOES : Leading.STAYS;
    return new PipelineTokenizer(
        new PipelineTokenizer.Parts(
            "SentencePieceTokenizer",
            vocabulary,
            special,
            SentencePieceTokenizers.pipeline(pieces, vocabulary, added),
            template(configuration),
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

  private Template template(Optional<JsonFields> configuration) {
    boolean adds = configuration.isPresent();
    OptionalInt first =
        adds && configuration.get().flag("add_bos_token", false) ? id(begin) : OptionalInt.empty();
    OptionalInt last =
        adds && configuration.get().flag("add_eos_token", false) ? id(end) : OptionalInt.empty();
    return Template.around(first, last, tokens);
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
