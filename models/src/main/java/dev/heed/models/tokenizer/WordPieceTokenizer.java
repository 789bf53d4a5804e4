package dev.heed.models.tokenizer;

import dev.heed.models.tokenizer.Truncation.Kept;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The tokenizer of BERT and its family: equal to Hugging Face's, token by token and offset by
 * offset.
 */
final class WordPieceTokenizer implements Tokenizer {
  /** Everything of a tokenizer but its limit. */
  private record Parts(
      Vocabulary vocabulary,
      Map<String, Integer> special,
      WordPiecePipeline pipeline,
      Template template,
      @Nullable WordPieceDecoder decoder) {}

  private final Parts parts;
  private final @Nullable Truncation truncation;

  /**
   * @param vocabulary the model's and the added tokens
   * @param decoder null to put a space between all tokens
   * @param truncation null for no limit
   * @param source what errors call the file
   */
  WordPieceTokenizer(
      Vocabulary vocabulary,
      BertNormalizer.Settings normalization,
      WordPieceModel model,
      List<AddedToken> addedTokens,
      Template template,
      @Nullable WordPieceDecoder decoder,
      @Nullable Truncation truncation,
      String source) {
    Map<String, Integer> special = new LinkedHashMap<>();
    addedTokens.stream()
        .filter(AddedToken::special)
        .sorted((a, b) -> Integer.compare(a.id(), b.id()))
        .forEach(token -> special.put(token.content(), token.id()));
    this.parts =
        new Parts(
            vocabulary,
            Collections.unmodifiableMap(special),
            new WordPiecePipeline(new BertNormalizer(normalization), model, addedTokens, source),
            template,
            decoder);
    this.truncation = truncation;
  }

  private WordPieceTokenizer(Parts parts, Truncation truncation) {
    this.parts = parts;
    this.truncation = truncation;
  }

  @Override
  public Encoding encode(String text, EncodeOptions options) {
    return encode(Objects.requireNonNull(text, "text"), null, options);
  }

  @Override
  public Encoding encodePair(String first, String second, EncodeOptions options) {
    return encode(
        Objects.requireNonNull(first, "first"), Objects.requireNonNull(second, "second"), options);
  }

  private Encoding encode(String first, @Nullable String second, EncodeOptions options) {
    boolean pair = second != null;
    Truncation limit = limit(options);
    int special = options.addSpecial() ? addedTokens(pair) : 0;
    int room =
        limit.maxTokens() == Integer.MAX_VALUE ? Integer.MAX_VALUE : limit.maxTokens() - special;
    if (room < 0) {
      throw new IllegalArgumentException(
          "a limit of %d tokens leaves no room for the %d special tokens; give a limit of %d or more, or leave them out"
              .formatted(limit.maxTokens(), special, special));
    }
    int enough = limit.enough(room, pair);
    TokenBuffer firstTokens = parts.pipeline().encode(first, options.parseSpecial(), enough);
    TokenBuffer secondTokens =
        second == null ? null : parts.pipeline().encode(second, options.parseSpecial(), enough);
    Kept kept =
        secondTokens == null
            ? new Kept(Math.min(firstTokens.size(), room), 0)
            : limit.keep(firstTokens.size(), secondTokens.size(), room);
    return parts
        .template()
        .apply(firstTokens, secondTokens, kept, limit.keepEnd(), options.addSpecial());
  }

  private Truncation limit(EncodeOptions options) {
    Integer maxTokens = options.maxTokens();
    if (maxTokens == null) {
      return truncation == null ? Truncation.to(Integer.MAX_VALUE) : truncation;
    }
    return truncation == null ? Truncation.to(maxTokens) : truncation.withMaxTokens(maxTokens);
  }

  @Override
  public String decode(int[] ids, boolean withSpecial) {
    List<String> tokens = new ArrayList<>(ids.length);
    for (int id : ids) {
      String token =
          idToToken(id)
              .orElseThrow(() ->
                  new IllegalArgumentException(
                      "id %d has no token; the vocabulary's ids are 0 to %d"
                          .formatted(id, vocabularySize() - 1)));
      if (withSpecial || !parts.special().containsKey(token)) {
        tokens.add(token);
      }
    }
    WordPieceDecoder decoder = parts.decoder();
    return decoder == null ? String.join(" ", tokens) : decoder.decode(tokens);
  }

  @Override
  public int vocabularySize() {
    return parts.vocabulary().size();
  }

  @Override
  public OptionalInt tokenToId(String token) {
    return parts.vocabulary().id(token);
  }

  @Override
  public Optional<String> idToToken(int id) {
    return parts.vocabulary().token(id);
  }

  @Override
  public Map<String, Integer> specialTokens() {
    return parts.special();
  }

  @Override
  public int addedTokens(boolean pair) {
    return parts.template().added(pair);
  }

  @Override
  public OptionalInt defaultMaxTokens() {
    return truncation == null ? OptionalInt.empty() : OptionalInt.of(truncation.maxTokens());
  }

  @Override
  public Tokenizer withDefaultMaxTokens(int maxTokens) {
    if (maxTokens < addedTokens(false)) {
      throw new IllegalArgumentException(
          "a limit of %d tokens leaves no room for the %d special tokens"
              .formatted(maxTokens, addedTokens(false)));
    }
    return new WordPieceTokenizer(
        parts, truncation == null ? Truncation.to(maxTokens) : truncation.withMaxTokens(maxTokens));
  }

  @Override
  public String toString() {
    return "WordPieceTokenizer(%,d ids, %s)"
        .formatted(vocabularySize(), truncation == null ? "no limit" : truncation);
  }
}
