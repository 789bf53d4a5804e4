package dev.heed.models.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Tokens and their ids, one to one. There may be ids without a token. */
final class Vocabulary {
  /**
   * The largest vocabularies in use have some 260,000 tokens; a table of this many entries takes 16
   * MB.
   */
  static final int MAX_IDS = 1 << 22;

  private final Map<String, Integer> ids;
  private final @Nullable String[] tokens;

  private Vocabulary(Map<String, Integer> ids, @Nullable String[] tokens) {
    this.ids = ids;
    this.tokens = tokens;
  }

  /** One more than the highest id. */
  int size() {
    return tokens.length;
  }

  OptionalInt id(String token) {
    Integer id = ids.get(token);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  Optional<String> token(int id) {
    return id < 0 || id >= tokens.length ? Optional.empty() : Optional.ofNullable(tokens[id]);
  }

  /** The token of an id that is known to have one. */
  String tokenOf(int id) {
    String token = tokens[id];
    if (token == null) {
      throw new IllegalArgumentException("id " + id + " has no token");
    }
    return token;
  }

  void forEach(BiConsumer<String, Integer> action) {
    ids.forEach(action);
  }

  /**
   * This vocabulary and {@code added}, which may be in it already.
   *
   * @param source what errors call the file
   */
  Vocabulary with(List<AddedToken> added, String source) {
    Set<String> contents = new HashSet<>();
    List<AddedToken> missing = new ArrayList<>();
    for (AddedToken token : added) {
      if (!contents.add(token.content())) {
        throw new TokenizerFormatException(
            "%s: the added token %s is listed twice".formatted(source, Quoted.of(token.content())));
      }
      Integer id = ids.get(token.content());
      if (id == null) {
        missing.add(token);
      } else if (id != token.id()) {
        throw new TokenizerFormatException(
            "%s: the added token %s has the id %d, but the model's vocabulary gives it %d"
                .formatted(source, Quoted.of(token.content()), token.id(), id));
      }
    }
    if (missing.isEmpty()) {
      return this;
    }
    Builder builder = new Builder(source);
    ids.forEach(builder::add);
    missing.forEach(token -> builder.add(token.content(), token.id()));
    return builder.build();
  }

  /** Takes tokens as files have them and refuses what is not one to one. */
  static final class Builder {
    private final String source;
    private Map<String, Integer> ids = new HashMap<>();
    private @Nullable String[] tokens = new String[1024];
    private int size;

    /**
     * @param source what errors call the file
     */
    Builder(String source) {
      this.source = source;
    }

    Builder add(String token, long id) {
      Integer before = ids.get(token);
      if (before != null) {
        throw new TokenizerFormatException(
            "%s: token %s is listed twice, with the ids %d and %d"
                .formatted(source, Quoted.of(token), before, id));
      }
      return addOrRepeat(token, id);
    }

    /**
     * The same, but a token that is there already keeps its id; the other stands for it as well.
     */
    Builder addOrRepeat(String token, long id) {
      if (id < 0 || id >= MAX_IDS) {
        throw new TokenizerFormatException(
            "%s: token %s has the id %,d; expected 0 to %,d"
                .formatted(source, Quoted.of(token), id, MAX_IDS - 1));
      }
      if (hasUnpairedSurrogate(token)) {
        throw new TokenizerFormatException(
            "%s: token %s (id %d) is not valid Unicode: it has an unpaired surrogate"
                .formatted(source, Quoted.of(token), id));
      }
      int at = (int) id;
      ids.putIfAbsent(token, at);
      if (at >= tokens.length) {
        tokens = Arrays.copyOf(tokens, Math.max(at + 1, 2 * tokens.length));
      }
      if (tokens[at] != null) {
        throw new TokenizerFormatException(
            "%s: id %d is given twice, to %s and %s"
                .formatted(source, at, Quoted.of(tokens[at]), Quoted.of(token)));
      }
      tokens[at] = token;
      size = Math.max(size, at + 1);
      return this;
    }

    /** The vocabulary; the builder is empty afterwards. */
    Vocabulary build() {
      // Not Map.copyOf: its table takes quadratic time where a file chose names of one hash code.
      Map<String, Integer> built = Collections.unmodifiableMap(ids);
      @Nullable String[] named = Arrays.copyOf(tokens, size);
      ids = new HashMap<>();
      tokens = new String[1024];
      size = 0;
      return new Vocabulary(built, named);
    }

    private static boolean hasUnpairedSurrogate(String token) {
      // No stream: 30,000 of them are a tenth of what a cold JVM takes for a tokenizer.json.
      for (int at = 0; at < token.length(); at = token.offsetByCodePoints(at, 1)) {
        int codePoint = token.codePointAt(at);
        if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
          return true;
        }
      }
      return false;
    }
  }
}
