package dev.heed.models.tokenizer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A regular expression as a tree. */
sealed interface RegexNode {
  /** How a repetition chooses where it may. */
  enum Choice {
    GREEDY,
    LAZY,
    /** As many as there are, and none is given back. */
    POSSESSIVE
  }

  /** Places that match without a character. */
  enum Place {
    LINE_START,
    LINE_END,
    TEXT_START,
    TEXT_END,
    LAST_LINE_END,
    WORD_BOUNDARY,
    NO_WORD_BOUNDARY
  }

  /** One code point of a set. */
  record Member(CodePointSet set) implements RegexNode {}

  /** One after the other; empty for the empty match. */
  record Sequence(List<RegexNode> parts) implements RegexNode {
    public Sequence {
      parts = List.copyOf(parts);
    }
  }

  /** The first that leads to a match. */
  record Alternatives(List<RegexNode> options) implements RegexNode {
    public Alternatives {
      options = List.copyOf(options);
    }
  }

  /** {@code max} is {@link #UNBOUNDED} where there is no bound. */
  record Repeat(RegexNode body, int min, int max, Choice choice) implements RegexNode {}

  /** What follows, looked at and not taken. */
  record Ahead(RegexNode body, boolean negative) implements RegexNode {}

  /** The code point before. */
  record Behind(CodePointSet set, boolean negative) implements RegexNode {}

  /** A group that gives nothing back. */
  record Atomic(RegexNode body) implements RegexNode {}

  record At(Place place) implements RegexNode {}

  int UNBOUNDED = Integer.MAX_VALUE;

  /** Whether it can match without a character. */
  default boolean canBeEmpty() {
    return switch (this) {
      case Member m -> false;
      case Sequence s -> s.parts().stream().allMatch(RegexNode::canBeEmpty);
      case Alternatives a -> a.options().stream().anyMatch(RegexNode::canBeEmpty);
      case Repeat r -> r.min() == 0 || r.body().canBeEmpty();
      case Atomic a -> a.body().canBeEmpty();
      case Ahead a -> true;
      case Behind b -> true;
      case At a -> true;
    };
  }

  /** The code points that a match can begin with, or null if it can be empty. */
  default @Nullable CodePointSet first() {
    return switch (this) {
      case Member m -> m.set();
      case Sequence s -> firstOf(s);
      case Alternatives a -> {
        CodePointSet all = CodePointSet.NONE;
        for (RegexNode option : a.options()) {
          CodePointSet first = option.first();
          if (first == null) {
            yield null;
          }
          all = all.union(first);
        }
        yield all;
      }
      case Repeat r -> r.min() == 0 ? null : r.body().first();
      case Atomic a -> a.body().first();
      case Ahead a -> null;
      case Behind b -> null;
      case At a -> null;
    };
  }

  private static @Nullable CodePointSet firstOf(Sequence sequence) {
    CodePointSet seen = CodePointSet.NONE;
    for (RegexNode part : sequence.parts()) {
      CodePointSet first = part.first();
      if (first != null) {
        return seen.union(first);
      }
      // An optional member widens what may come first; anything else that can be empty hides it.
      if (!(part instanceof Repeat repeat) || !(repeat.body() instanceof Member member)) {
        return null;
      }
      seen = seen.union(member.set());
    }
    return null;
  }
}
