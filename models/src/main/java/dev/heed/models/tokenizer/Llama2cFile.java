package dev.heed.models.tokenizer;

import dev.heed.models.tokenizer.SentencePieceDecoder.Leading;
import dev.heed.models.tokenizer.SentencePieces.Kind;
import dev.heed.models.tokenizer.SentencePieces.Role;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeSet;

/**
 * Reads a tokenizer.bin of llama2.c: the vocabulary of a SentencePiece BPE model, with spaces in
 * the place of U+2581. Little-endian: the length of the longest token, then for each token its
 * score (float), its length in bytes (int) and the bytes, up to the end of the file.
 */
final class Llama2cFile {
  private static final int UNKNOWN = 0;
  private static final int BEGIN = 1;
  private static final int END = 2;
  private static final int FIRST_BYTE = 3;
  private static final int FIRST_NORMAL = FIRST_BYTE + 256;

  private Llama2cFile() {}

  static Tokenizer read(byte[] file, String source) {
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    if (file.length < Integer.BYTES) {
      throw new TokenizerFormatException(source + ": ends before its first number does");
    }
    int longest = in.getInt();
    List<String> tokens = new ArrayList<>();
    float[] scores = new float[1024];
    while (in.hasRemaining()) {
      int id = tokens.size();
      if (id == Vocabulary.MAX_IDS) {
        throw new TokenizerFormatException(
            "%s: has more than %,d tokens".formatted(source, Vocabulary.MAX_IDS));
      }
      if (id == scores.length) {
        scores = Arrays.copyOf(scores, 2 * id);
      }
      if (in.remaining() < Float.BYTES + Integer.BYTES) {
        throw new TokenizerFormatException("%s: ends within token %,d".formatted(source, id));
      }
      scores[id] = in.getFloat();
      tokens.add(token(in, in.getInt(), longest, id, source));
    }
    return build(tokens, Arrays.copyOf(scores, tokens.size()), source);
  }

  private static String token(ByteBuffer in, int length, int longest, int id, String source) {
    if (length < 1 || length > longest || length > in.remaining()) {
      throw new TokenizerFormatException(
          "%s: token %,d has %,d bytes; expected 1 to %,d, of which %,d are left in the file"
              .formatted(source, id, length, longest, in.remaining()));
    }
    ByteBuffer bytes = in.slice(in.position(), length);
    in.position(in.position() + length);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new TokenizerFormatException(
          "%s: token %,d is not valid UTF-8".formatted(source, id), e);
    }
  }

  private static Tokenizer build(List<String> read, float[] scores, String source) {
    if (read.size() <= FIRST_NORMAL) {
      throw new TokenizerFormatException(
          "%s: has %,d tokens; expected the unknown one, two that begin and end a text, 256 bytes, and others"
              .formatted(source, read.size()));
    }
    List<String> tokens = new ArrayList<>(read);
    List<Role> roles = new ArrayList<>();
    for (int id = 0; id < tokens.size(); id++) {
      roles.add(
          id == UNKNOWN
              ? Role.UNKNOWN
              : id < FIRST_BYTE ? Role.CONTROL : id < FIRST_NORMAL ? Role.BYTE : Role.NORMAL);
      if (id < FIRST_BYTE) {
        tokens.set(id, tokens.get(id).strip()); // line breaks stand round them
      }
      if (roles.get(id) == Role.BYTE && UnknownText.byteOf(tokens.get(id)) != id - FIRST_BYTE) {
        throw new TokenizerFormatException(
            "%s: token %,d is %s; expected the byte <0x%02X>"
                .formatted(source, id, Quoted.of(tokens.get(id)), id - FIRST_BYTE));
      }
    }
    SentencePieces pieces =
        new SentencePieces(
            source,
            Kind.BPE,
            tokens,
            scores,
            roles,
            new SentencePieceNormalizer.Settings(true, false, false),
            null,
            true,
            UNKNOWN);
    Vocabulary vocabulary = pieces.vocabulary();
    List<AddedToken> added = new ArrayList<>();
    for (int id = UNKNOWN; id < FIRST_BYTE; id++) {
      added.add(AddedToken.special(tokens.get(id), id));
    }
    return new PipelineTokenizer(
        new PipelineTokenizer.Parts(
            "SentencePieceTokenizer",
            vocabulary,
            PipelineTokenizer.special(added),
            new SentencePiecePipeline(pieces, vocabulary, added),
            Template.around(OptionalInt.of(BEGIN), OptionalInt.empty(), tokens::get),
            new SentencePieceDecoder(Leading.ONE_GOES, null, ""),
            OffsetRule.NONE,
            new TokenRoles(
                OptionalInt.of(BEGIN),
                OptionalInt.of(END),
                OptionalInt.of(UNKNOWN),
                OptionalInt.empty(),
                new TreeSet<>())),
        null);
  }
}
