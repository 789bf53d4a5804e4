package dev.heed.models.chat.jinja;

import dev.heed.models.chat.jinja.Value.Items;
import dev.heed.models.chat.jinja.Value.Undefined;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parts of lists and strings, by Python's rules for bounds below 0 and outside. */
final class Slices {
  private Slices() {}

  static Value of(Value value, @Nullable Long from, @Nullable Long to, long step, Budget budget) {
    if (step == 0) {
      throw new JinjaException("the step of a slice is 0");
    }
    return switch (value) {
      case Items items -> {
        List<Value> part = new ArrayList<>();
        for (int place : places(items.values().size(), from, to, step, budget)) {
          part.add(items.values().get(place));
        }
        yield new Items(part, items.tuple());
      }
      case Text text -> text(text, from, to, step, budget);
      case Undefined undefined -> throw undefined.error();
      default -> throw new JinjaException("a slice of a %s".formatted(Operators.type(value)));
    };
  }

  /** Characters [from, to), as Python counts them, of which there are so many. */
  static Text of(Text text, int from, int to, Budget budget) {
    budget.spend(to - from);
    if (text.isPlain()) {
      return text.part(from, to);
    }
    budget.spend(to); // they are counted
    int begin = text.string().offsetByCodePoints(0, from);
    return text.part(begin, text.string().offsetByCodePoints(begin, to - from));
  }

  private static Text text(
      Text text, @Nullable Long from, @Nullable Long to, long step, Budget budget) {
    int length = text.length();
    if (step == 1) {
      int begin = bound(from, length, 0, length, 0);
      int end = bound(to, length, 0, length, length);
      return begin >= end ? Text.EMPTY : of(text, begin, end, budget);
    }
    budget.spend(length);
    TextBuilder part = new TextBuilder(budget);
    int[] starts = text.string().codePoints().map(Character::charCount).toArray();
    int at = 0;
    for (int i = 0; i < starts.length; i++) {
      int width = starts[i];
      starts[i] = at;
      at += width;
    }
    for (int place : places(length, from, to, step, budget)) {
      int end = place + 1 < length ? starts[place + 1] : at;
      part.append(text.part(starts[place], end));
    }
    return part.text();
  }

  private static List<Integer> places(
      int size, @Nullable Long from, @Nullable Long to, long step, Budget budget) {
    List<Integer> places = new ArrayList<>();
    boolean up = step > 0;
    long begin = bound(from, size, up ? 0 : -1, up ? size : size - 1, up ? 0 : size - 1);
    long end = bound(to, size, up ? 0 : -1, up ? size : size - 1, up ? size : -1);
    for (long place = begin; up ? place < end : place > end; place += step) {
      budget.spend(1);
      places.add((int) place);
      if (Math.abs(step) > size) {
        break;
      }
    }
    return places;
  }

  private static int bound(@Nullable Long bound, int size, int least, int most, int otherwise) {
    if (bound == null) {
      return otherwise;
    }
    long place = bound < 0 ? bound + size : bound;
    return (int) Math.clamp(place, (long) least, (long) most);
  }
}
