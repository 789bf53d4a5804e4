package dev.heed.models.tokenizer;

import java.util.Collections;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a model uses some of its tokens for, as far as its tokenizer's files say so.
 *
 * @param begin begins a text (BOS)
 * @param end ends it (EOS)
 * @param unknown stands for what no token spells
 * @param padding fills a batch
 * @param stops at any of these, generation ends: {@code end}, and those that end a turn
 */
public record TokenRoles(
    OptionalInt begin,
    OptionalInt end,
    OptionalInt unknown,
    OptionalInt padding,
    SortedSet<Integer> stops) {
  /** Nothing is known. */
  public static final TokenRoles NONE =
      new TokenRoles(
          OptionalInt.empty(),
          OptionalInt.empty(),
          OptionalInt.empty(),
          OptionalInt.empty(),
          new TreeSet<>());

  public TokenRoles {
    Objects.requireNonNull(begin, "begin");
    Objects.requireNonNull(end, "end");
    Objects.requireNonNull(unknown, "unknown");
    Objects.requireNonNull(padding, "padding");
    TreeSet<Integer> all = new TreeSet<>(stops);
    end.ifPresent(all::add);
    stops = Collections.unmodifiableSortedSet(all);
  }
}
