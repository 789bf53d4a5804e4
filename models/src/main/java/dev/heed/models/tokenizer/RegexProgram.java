package dev.heed.models.tokenizer;

import dev.heed.models.tokenizer.RegexNode.Ahead;
import dev.heed.models.tokenizer.RegexNode.Alternatives;
import dev.heed.models.tokenizer.RegexNode.At;
import dev.heed.models.tokenizer.RegexNode.Atomic;
import dev.heed.models.tokenizer.RegexNode.Behind;
import dev.heed.models.tokenizer.RegexNode.Choice;
import dev.heed.models.tokenizer.RegexNode.Member;
import dev.heed.models.tokenizer.RegexNode.Repeat;
import dev.heed.models.tokenizer.RegexNode.Sequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression as instructions for {@link RegexMatcher}, which takes the same choices in
 * the same order as any backtracking matcher. Compared with java.util.regex: its Unicode data are
 * pinned (see {@link UnicodeCategories}), a long text does not use up the stack, and a pattern that
 * backtracks without end is stopped.
 */
final class RegexProgram {
  /** Takes one code point of set [1]. */
  static final int MEMBER = 0;

  /** Takes [2] to [3] code points of set [1], as many as possible first. */
  static final int RUN = 1;

  /** Takes [2] to [3] code points of set [1], as few as possible first. */
  static final int LAZY_RUN = 2;

  /** Takes as many as [2] to [3] code points of set [1], and gives none back. */
  static final int OWN_RUN = 3;

  /** Goes on at [1], and if that leads nowhere at [2]. */
  static final int SPLIT = 4;

  /** Goes on at [1]. */
  static final int JUMP = 5;

  /** Goes on at [2] unless the next code point is of set [1]. */
  static final int GUARD = 6;

  /** What follows must match (or must not, if [1] is 1) up to DONE; goes on at [2]. */
  static final int AHEAD = 7;

  /** Takes the first match of what follows up to DONE; goes on at [1]. */
  static final int ATOMIC = 8;

  /** The code point before must be of set [1] (or must not, if [2] is 1). */
  static final int BEHIND = 9;

  /** The place must be of the kind [1]. */
  static final int PLACE = 10;

  static final int DONE = 11;

  static final List<RegexNode.Place> PLACES = List.of(RegexNode.Place.values());

  /** Instructions and what belongs to them; the patterns in use take some hundred. */
  private static final int LONGEST = 1 << 16;

  private static final int MOST_SETS = 256;

  private final IntVector code = new IntVector(128);
  private final List<CodePointMask> tests = new ArrayList<>();
  private final Map<CodePointSet, Integer> known = new HashMap<>();
  private final String source;

  final int[] instructions;
  final CodePointMask[] sets;

  /** What a match can begin with, or null if it can be empty. */
  final @Nullable CodePointMask first;

  /** What \b takes for a part of a word. */
  final CodePointMask word;

  private RegexProgram(RegexNode node, String source) {
    this.source = source;
    compile(node);
    emit(DONE);
    this.instructions = code.toArray();
    this.sets = tests.toArray(CodePointMask[]::new);
    CodePointSet begins = node.first();
    this.first = begins == null ? null : new CodePointMask(begins);
    this.word = new CodePointMask(UnicodeCategories.pinned().wordCharacters());
  }

  /**
   * @param source what errors call the file and the place
   */
  static RegexProgram of(String pattern, String source) {
    return new RegexProgram(RegexParser.parse(pattern, source), source);
  }

  private void compile(RegexNode node) {
    switch (node) {
      case Member member -> emit(MEMBER, test(member.set()));
      case Sequence sequence -> sequence.parts().forEach(this::compile);
      case Alternatives alternatives -> compile(alternatives);
      case Repeat repeat -> compile(repeat);
      case Ahead ahead -> {
        int at = emit(AHEAD, ahead.negative() ? 1 : 0, 0);
        compile(ahead.body());
        emit(DONE);
        code.set(at + 2, code.size());
      }
      case Atomic atomic -> atomic(atomic.body());
      case Behind behind -> emit(BEHIND, test(behind.set()), behind.negative() ? 1 : 0);
      case At at -> emit(PLACE, PLACES.indexOf(at.place()));
    }
  }

  private void compile(Alternatives alternatives) {
    IntVector jumps = new IntVector(8);
    List<RegexNode> options = alternatives.options();
    for (int i = 0; i < options.size(); i++) {
      RegexNode option = options.get(i);
      boolean last = i == options.size() - 1;
      CodePointSet begins = option.first();
      int guard = last || begins == null ? -1 : emit(GUARD, test(begins), 0);
      int split = last ? -1 : emit(SPLIT, code.size() + 3, 0);
      compile(option);
      if (!last) {
        jumps.add(emit(JUMP, 0));
        code.set(split + 2, code.size());
        if (guard >= 0) {
          code.set(guard + 2, code.size());
        }
      }
    }
    for (int i = 0; i < jumps.size(); i++) {
      code.set(jumps.get(i) + 1, code.size());
    }
  }

  private void compile(Repeat repeat) {
    if (repeat.body() instanceof Member member) {
      int kind =
          switch (repeat.choice()) {
            case GREEDY -> RUN;
            case LAZY -> LAZY_RUN;
            case POSSESSIVE -> OWN_RUN;
          };
      emit(kind, test(member.set()), repeat.min(), repeat.max());
    } else if (repeat.choice() == Choice.POSSESSIVE) {
      atomic(new Repeat(repeat.body(), repeat.min(), repeat.max(), Choice.GREEDY));
    } else {
      compileGroup(repeat);
    }
  }

  private void atomic(RegexNode body) {
    int at = emit(ATOMIC, 0);
    compile(body);
    emit(DONE);
    code.set(at + 1, code.size());
  }

  private void compileGroup(Repeat repeat) {
    for (int i = 0; i < repeat.min(); i++) {
      compile(repeat.body());
    }
    if (repeat.max() == RegexNode.UNBOUNDED) {
      int split = split(repeat.choice());
      compile(repeat.body());
      emit(JUMP, split);
      leave(split, repeat.choice());
      return;
    }
    IntVector splits = new IntVector(8);
    for (int i = repeat.min(); i < repeat.max(); i++) {
      splits.add(split(repeat.choice()));
      compile(repeat.body());
    }
    for (int i = 0; i < splits.size(); i++) {
      leave(splits.get(i), repeat.choice());
    }
  }

  /** A choice between the body that follows and what is not known yet. */
  private int split(Choice choice) {
    int body = code.size() + 3;
    return choice == Choice.LAZY ? emit(SPLIT, 0, body) : emit(SPLIT, body, 0);
  }

  /** The place now reached is where {@code split} leads when the body is not taken. */
  private void leave(int split, Choice choice) {
    code.set(split + (choice == Choice.LAZY ? 1 : 2), code.size());
  }

  private int emit(int... words) {
    int at = code.size();
    if (at > LONGEST) {
      throw new TokenizerFormatException(
          "%s: the regular expression takes more than %,d instructions".formatted(source, LONGEST));
    }
    for (int word : words) {
      code.add(word);
    }
    return at;
  }

  private int test(CodePointSet set) {
    return known.computeIfAbsent(
        set,
        key -> {
          if (tests.size() == MOST_SETS) {
            throw new TokenizerFormatException(
                "%s: the regular expression has more than %,d sets of characters"
                    .formatted(source, MOST_SETS));
          }
          tests.add(new CodePointMask(key));
          return tests.size() - 1;
        });
  }
}
