package dev.heed.models.tokenizer;

import dev.heed.models.tokenizer.Truncation.Kept;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The order in which the texts and the special tokens round them make one sequence.
 *
 * @param single for one text
 * @param pair for two
 */
record Template(List<Part> single, List<Part> pair) {
  sealed interface Part {}

  /**
   * One of the texts.
   *
   * @param sequence 0 for the first, 1 for the second
   */
  record Text(int sequence, int typeId) implements Part {}

  /** Special tokens, often one. */
  record Special(List<Integer> ids, List<String> tokens, int typeId) implements Part {
    Special {
      ids = List.copyOf(ids);
      tokens = List.copyOf(tokens);
    }
  }

  /** The texts one after the other, nothing round them. */
  static final Template PLAIN =
      new Template(List.of(new Text(0, 0)), List.of(new Text(0, 0), new Text(1, 1)));

  Template {
    single = List.copyOf(single);
    pair = List.copyOf(pair);
  }

  /** [CLS] first [SEP], and for a pair [CLS] first [SEP] second [SEP]. */
  static Template bert(String cls, int clsId, String sep, int sepId) {
    Special begin = new Special(List.of(clsId), List.of(cls), 0);
    Special middle = new Special(List.of(sepId), List.of(sep), 0);
    Special end = new Special(List.of(sepId), List.of(sep), 1);
    return new Template(
        List.of(begin, new Text(0, 0), middle),
        List.of(begin, new Text(0, 0), middle, new Text(1, 1), end));
  }

  /** begin first end, and for a pair begin first end end second end. */
  static Template roberta(String begin, int beginId, String end, int endId) {
    Special before = new Special(List.of(beginId), List.of(begin), 0);
    Special after = new Special(List.of(endId), List.of(end), 0);
    return new Template(
        List.of(before, new Text(0, 0), after),
        List.of(before, new Text(0, 0), after, after, new Text(1, 0), after));
  }

  /**
   * One token before each text and one behind it, where they are given.
   *
   * @param tokens by id
   */
  static Template around(OptionalInt begin, OptionalInt end, IntFunction<String> tokens) {
    List<Part> single = new ArrayList<>();
    List<Part> pair = new ArrayList<>();
    for (int sequence = 0; sequence < 2; sequence++) {
      List<Part> parts = new ArrayList<>();
      int typeId = sequence;
      begin.ifPresent(id -> parts.add(special(id, tokens, typeId)));
      parts.add(new Text(sequence, typeId));
      end.ifPresent(id -> parts.add(special(id, tokens, typeId)));
      pair.addAll(parts);
      if (sequence == 0) {
        single.addAll(parts);
      }
    }
    return new Template(single, pair);
  }

  private static Special special(int id, IntFunction<String> tokens, int typeId) {
    return new Special(List.of(id), List.of(tokens.apply(id)), typeId);
  }

  /** How many special tokens it adds. */
  int added(boolean toPair) {
    int count = 0;
    for (Part part : toPair ? pair : single) {
      if (part instanceof Special special) {
        count += special.ids().size();
      }
    }
    return count;
  }

  /**
   * One sequence of what {@code kept} leaves of the texts.
   *
   * @param second null if there is no second text
   * @param keepEnd whether that is the end of a text
   */
  Encoding apply(
      TokenBuffer first,
      @Nullable TokenBuffer second,
      Kept kept,
      boolean keepEnd,
      boolean addSpecial) {
    List<Part> parts = second == null ? single : pair;
    int size = 0;
    for (Part part : parts) {
      size =
          Math.addExact(
              size,
              switch (part) {
                case Text text -> text.sequence() == 0 ? kept.first() : kept.second();
                case Special special -> addSpecial ? special.ids().size() : 0;
              });
    }
    boolean truncated =
        kept.first() < first.size() || (second != null && kept.second() < second.size());
    Assembly assembly = new Assembly(size);
    for (Part part : parts) {
      switch (part) {
        case Text text when text.sequence() == 0 ->
            assembly.add(first, kept.first(), keepEnd, text);
        case Text text -> {
          if (second != null) {
            assembly.add(second, kept.second(), keepEnd, text);
          }
        }
        case Special special -> {
          if (addSpecial) {
            assembly.add(special);
          }
        }
      }
    }
    return assembly.build(truncated);
  }

  /** An encoding in the making. */
  private static final class Assembly {
    private final int[] ids;
    private final int[] typeIds;
    private final String[] tokens;
    private final int[] starts;
    private final int[] ends;
    private final int[] words;
    private final int[] sequences;
    private int at;

    Assembly(int size) {
      ids = new int[size];
      typeIds = new int[size];
      tokens = new String[size];
      starts = new int[size];
      ends = new int[size];
      words = new int[size];
      sequences = new int[size];
    }

    void add(TokenBuffer text, int count, boolean keepEnd, Text part) {
      int from = keepEnd ? text.size() - count : 0;
      for (int i = from; i < from + count; i++, at++) {
        ids[at] = text.id(i);
        typeIds[at] = part.typeId();
        tokens[at] = text.token(i);
        starts[at] = text.start(i);
        ends[at] = text.end(i);
        words[at] = text.word(i);
        sequences[at] = part.sequence();
      }
    }

    void add(Special special) {
      for (int i = 0; i < special.ids().size(); i++, at++) {
        ids[at] = special.ids().get(i);
        typeIds[at] = special.typeId();
        tokens[at] = special.tokens().get(i);
        words[at] = -1;
        sequences[at] = -1;
      }
    }

    Encoding build(boolean truncated) {
      return new Encoding(
          ids, typeIds, Arrays.asList(tokens), starts, ends, words, sequences, truncated);
    }
  }
}
