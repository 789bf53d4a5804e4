package dev.heed.models.tokenizer;

import dev.heed.models.tokenizer.Truncation.Kept;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A tokenizer of parts: a {@link Pipeline} from text to tokens, a {@link Template} of what stands
 * round them, and a {@link TokenDecoder} for the way back.
 */
final class PipelineTokenizer implements Tokenizer {
  /**
   * Everything of a tokenizer but its limit.
   *
   * @param vocabulary the model's and the added tokens
   * @param special the special tokens, in the order of their ids
   * @param offsets what becomes of the places of tokens at the end
   */
  record Parts(
      String name,
      Vocabulary vocabulary,
      Map<String, Integer> special,
      Pipeline pipeline,
      Template template,
      TokenDecoder decoder,
      OffsetRule offsets,
      TokenRoles roles) {
    Parts {
      special = Collections.unmodifiableMap(new LinkedHashMap<>(special));
    }

    Parts withRoles(TokenRoles known) {
      return new Parts(name, vocabulary, special, pipeline, template, decoder, offsets, known);
    }

    Parts withTemplate(Template other) {
      return new Parts(name, vocabulary, special, pipeline, other, decoder, offsets, roles);
    }
  }

  private final Parts parts;
  private final @Nullable Truncation truncation;

  /** The way of texts that a program and others wrote in turns. */
  private final Pipeline ofSegments;

  /**
   * @param truncation null for no limit
   */
  PipelineTokenizer(Parts parts, @Nullable Truncation truncation) {
    this(parts, truncation, parts.pipeline());
  }

  private PipelineTokenizer(Parts parts, @Nullable Truncation truncation, Pipeline ofSegments) {
    this.parts = parts;
    this.truncation = truncation;
    this.ofSegments = ofSegments;
  }

  /** The special ones of {@code tokens}, in the order of their ids. */
  static Map<String, Integer> special(List<AddedToken> tokens) {
    Map<String, Integer> special = new LinkedHashMap<>();
    tokens.stream()
        .filter(AddedToken::special)
        .sorted((a, b) -> Integer.compare(a.id(), b.id()))
        .forEach(token -> special.put(token.content(), token.id()));
    return special;
  }

  Parts parts() {
    return parts;
  }

  /** The same with other parts. */
  PipelineTokenizer with(Parts others) {
    return new PipelineTokenizer(others, truncation, ofSegments);
  }

  @Override
  public Encoding encode(String text, EncodeOptions options) {
    Objects.requireNonNull(text, "text");
    SpecialScope scope = SpecialScope.of(options.parseSpecial());
    return encode(parts.pipeline(), text, null, scope, options);
  }

  @Override
  public Encoding encode(List<TextSegment> segments, EncodeOptions options) {
    StringBuilder text = new StringBuilder();
    segments.forEach(segment -> text.append(segment.text()));
    return encode(ofSegments, text.toString(), null, SpecialScope.of(segments), options);
  }

  @Override
  public Encoding encodePair(String first, String second, EncodeOptions options) {
    Objects.requireNonNull(first, "first");
    Objects.requireNonNull(second, "second");
    SpecialScope scope = SpecialScope.of(options.parseSpecial());
    return encode(parts.pipeline(), first, second, scope, options);
  }

  @Override
  public Encoding encodeWords(List<String> words, EncodeOptions options) {
    SpecialScope scope = SpecialScope.of(options.parseSpecial());
    return encode(enough -> wordByWord(words, scope, enough), null, options);
  }

  private TokenBuffer wordByWord(List<String> words, SpecialScope scope, int enough) {
    TokenBuffer all = new TokenBuffer(Math.min(2 * words.size(), enough));
    for (int w = 0; w < words.size() && all.size() < enough; w++) {
      all.append(parts.pipeline().encodeWord(words.get(w), scope, enough - all.size()), w);
    }
    return all;
  }

  private Encoding encode(
      Pipeline pipeline,
      String first,
      @Nullable String second,
      SpecialScope scope,
      EncodeOptions options) {
    return encode(
        enough -> pipeline.encode(first, scope, enough),
        second == null ? null : enough -> pipeline.encode(second, scope, enough),
        options);
  }

  private Encoding encode(
      IntFunction<TokenBuffer> first,
      @Nullable IntFunction<TokenBuffer> second,
      EncodeOptions options) {
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
    TokenBuffer firstTokens = first.apply(enough);
    TokenBuffer secondTokens = second == null ? null : second.apply(enough);
    Kept kept =
        secondTokens == null
            ? new Kept(Math.min(firstTokens.size(), room), 0)
            : limit.keep(firstTokens.size(), secondTokens.size(), room);
    Encoding encoding =
        parts
            .template()
            .apply(firstTokens, secondTokens, kept, limit.keepEnd(), options.addSpecial());
    parts.offsets().apply(encoding);
    return encoding;
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
    StreamingDecoder decoder = streamingDecoder(withSpecial);
    StringBuilder text = new StringBuilder();
    for (int id : ids) {
      text.append(decoder.add(id));
    }
    return text.append(decoder.finish()).toString();
  }

  @Override
  public StreamingDecoder streamingDecoder(boolean withSpecial) {
    return new StreamingDecoder(
        parts.decoder(),
        this::requireToken,
        id -> !withSpecial && parts.special().containsKey(requireToken(id)));
  }

  @Override
  public byte[] tokenBytes(int id) {
    String token = requireToken(id);
    byte[] bytes = parts.special().containsKey(token) ? null : parts.decoder().bytes(token);
    return bytes == null ? token.getBytes(StandardCharsets.UTF_8) : bytes;
  }

  private String requireToken(int id) {
    return idToToken(id)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "id %d has no token; the vocabulary's ids are 0 to %d"
                    .formatted(id, vocabularySize() - 1)));
  }

  @Override
  public TokenRoles roles() {
    return parts.roles();
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
    Truncation limit =
        truncation == null ? Truncation.to(maxTokens) : truncation.withMaxTokens(maxTokens);
    return new PipelineTokenizer(parts, limit, ofSegments);
  }

  @Override
  public Tokenizer withTemplateTokens(Predicate<String> written) {
    return new PipelineTokenizer(parts, truncation, parts.pipeline().scoping(written));
  }

  @Override
  public String toString() {
    return "%s(%,d ids, %s)"
        .formatted(parts.name(), vocabularySize(), truncation == null ? "no limit" : truncation);
  }
}
