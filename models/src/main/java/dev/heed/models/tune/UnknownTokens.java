package dev.heed.models.tune;

import dev.heed.models.tokenizer.TokenRoles;
import dev.heed.models.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * How much of a text a tokenizer has no tokens for. All of that becomes one and the same token,
 * which is easy to foretell: a language model seems to know such a text better than it does.
 *
 * @param unknown tokens of the text that stand for something else
 * @param tokens of the text
 */
public record UnknownTokens(long unknown, long tokens) {
  /** Where the tokenizer's files do not say which it is. */
  private static final List<String> USUAL = List.of(CharacterTokenizer.UNKNOWN, "<unk>");

  /**
   * Counts them.
   *
   * @param ids of the text
   */
  public static UnknownTokens of(Tokenizer tokenizer, int[] ids) {
    OptionalInt unknown = unknown(tokenizer);
    long count =
        unknown.isEmpty() ? 0 : Arrays.stream(ids).filter(id -> id == unknown.getAsInt()).count();
    return new UnknownTokens(count, ids.length);
  }

  private static OptionalInt unknown(Tokenizer tokenizer) {
    TokenRoles roles = tokenizer.roles();
    if (roles.unknown().isPresent()) {
      // GPT-2 names the end of a text here too, which texts may well have.
      boolean isOther =
          roles.unknown().equals(roles.begin())
              || roles.stops().contains(roles.unknown().getAsInt());
      return isOther ? OptionalInt.empty() : roles.unknown();
    }
    return USUAL.stream()
        .map(tokenizer::tokenToId)
        .filter(OptionalInt::isPresent)
        .findFirst()
        .orElse(OptionalInt.empty());
  }
}
