package dev.heed.models.chat.jinja;

import static java.util.Map.entry;

import dev.heed.models.chat.jinja.Arguments.Bound;
import dev.heed.models.chat.jinja.Filters.Filter;
import dev.heed.models.chat.jinja.Value.Dict;
import dev.heed.models.chat.jinja.Value.Int;
import dev.heed.models.chat.jinja.Value.Items;
import dev.heed.models.chat.jinja.Value.None;
import dev.heed.models.chat.jinja.Value.Undefined;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Filters of lists, dicts and the characters of a string. */
final class ListFilters {
  private static final Map<String, Filter> FILTERS =
      Map.ofEntries(
          entry("batch", ListFilters::batch),
          entry("count", ListFilters::length),
          entry("dictsort", ListFilters::dictSort),
          entry("first", ListFilters::first),
          entry("join", ListFilters::join),
          entry("last", ListFilters::last),
          entry("length", ListFilters::length),
          entry("list", ListFilters::list),
          entry("map", ListFilters::map),
          entry("max", (in, input, arguments) -> extreme(in, input, arguments, "max")),
          entry("min", (in, input, arguments) -> extreme(in, input, arguments, "min")),
          entry("reject", (in, input, arguments) -> select(in, input, arguments, false)),
          entry("rejectattr", (in, input, arguments) -> selectAttr(in, input, arguments, false)),
          entry("reverse", ListFilters::reverse),
          entry("select", (in, input, arguments) -> select(in, input, arguments, true)),
          entry("selectattr", (in, input, arguments) -> selectAttr(in, input, arguments, true)),
          entry("sort", ListFilters::sort),
          entry("sum", ListFilters::sum),
          entry("unique", ListFilters::unique));

  private ListFilters() {}

  static @Nullable Filter named(String name) {
    return FILTERS.get(name);
  }

  private static Value length(Evaluator in, Value input, Arguments arguments) {
    return new Int(
        switch (input) {
          case Text text -> text.length();
          case Items items -> items.values().size();
          case Dict dict -> dict.entries().size();
          case Undefined undefined -> 0;
          default ->
              throw new JinjaException("a %s has no length".formatted(Operators.type(input)));
        });
  }

  /** The items of a value once more: what may take long is paid for. */
  private static Value list(Evaluator in, Value input, Arguments arguments) {
    List<Value> items = in.operators.iterate(input);
    in.budget.spendObject(items.size());
    return Items.list(items);
  }

  private static Value first(Evaluator in, Value input, Arguments arguments) {
    List<Value> items = in.operators.iterate(input);
    return items.isEmpty() ? new Undefined("the first of no items") : items.getFirst();
  }

  private static Value last(Evaluator in, Value input, Arguments arguments) {
    List<Value> items = in.operators.iterate(input);
    return items.isEmpty() ? new Undefined("the last of no items") : items.getLast();
  }

  private static Value reverse(Evaluator in, Value input, Arguments arguments) {
    return input instanceof Undefined
        ? Items.list(List.of())
        : Slices.of(
            input instanceof Text ? input : list(in, input, arguments), null, null, -1, in.budget);
  }

  private static Value join(Evaluator in, Value input, Arguments arguments) {
    Bound bound = arguments.bind("join", "d", "attribute");
    Text between = in.printer.text(bound.or(0, Text.EMPTY));
    List<Value> parts = in.operators.iterate(input);
    Value attribute = bound.or(1, None.NONE);
    return TextMethods.join(
        in,
        between,
        attribute == None.NONE
            ? parts
            : parts.stream().map(part -> attribute(in, part, attribute)).toList());
  }

  /** An attribute by its name, its number, or a path of both with dots. */
  private static Value attribute(Evaluator in, Value of, Value attribute) {
    if (attribute instanceof Int) {
      return in.item(of, attribute);
    }
    Value value = of;
    for (String name : in.printer.text(attribute).string().split("\\.", -1)) {
      boolean number = !name.isEmpty() && name.chars().allMatch(c -> c >= '0' && c <= '9');
      value =
          number && name.length() < 10
              ? in.item(value, new Int(Integer.parseInt(name)))
              : in.item(value, Text.ofTemplate(name));
    }
    return value;
  }

  private static Value map(Evaluator in, Value input, Arguments arguments) {
    Value attribute = arguments.named().get("attribute");
    List<Value> mapped = new ArrayList<>();
    if (attribute != null) {
      Value otherwise = arguments.named().get("default");
      for (Value item : itemsIfAny(in, input)) {
        Value value = attribute(in, item, attribute);
        mapped.add(value instanceof Undefined && otherwise != null ? otherwise : value);
      }
      return new Items(mapped, false);
    }
    String filter = name("map", arguments);
    for (Value item : itemsIfAny(in, input)) {
      mapped.add(in.filter(filter, item, arguments.rest()));
    }
    return new Items(mapped, false);
  }

  /** Jinja asks these filters' input for its truth first, so None has no items, and is no error. */
  private static List<Value> itemsIfAny(Evaluator in, Value input) {
    return Operators.truth(input) ? in.operators.iterate(input) : List.of();
  }

  private static String name(String function, Arguments arguments) {
    if (!arguments.positional().isEmpty()
        && arguments.positional().getFirst() instanceof Text name) {
      return name.string();
    }
    throw new JinjaException("%s is called without a name".formatted(function));
  }

  private static Value select(Evaluator in, Value input, Arguments arguments, boolean wanted) {
    List<Value> chosen = new ArrayList<>();
    for (Value item : itemsIfAny(in, input)) {
      if (passes(in, item, arguments) == wanted) {
        chosen.add(item);
      }
    }
    return new Items(chosen, false);
  }

  private static Value selectAttr(Evaluator in, Value input, Arguments arguments, boolean wanted) {
    if (arguments.positional().isEmpty()) {
      throw new JinjaException("selectattr is called without an attribute");
    }
    List<Value> chosen = new ArrayList<>();
    for (Value item : itemsIfAny(in, input)) {
      Value value = attribute(in, item, arguments.positional().getFirst());
      if (passes(in, value, arguments.rest()) == wanted) {
        chosen.add(item);
      }
    }
    return new Items(chosen, false);
  }

  /** By the test that the arguments begin with; without one, by its truth. */
  private static boolean passes(Evaluator in, Value value, Arguments arguments) {
    return arguments.positional().isEmpty()
        ? Operators.truth(value)
        : in.test(name("select", arguments), value, arguments.rest());
  }

  private static Comparator<Value> order(Evaluator in, Value attribute, boolean caseSensitive) {
    return (a, b) ->
        in.operators.compare(
            "<",
            sortKey(in, a, attribute, caseSensitive),
            sortKey(in, b, attribute, caseSensitive));
  }

  private static Value sortKey(Evaluator in, Value item, Value attribute, boolean caseSensitive) {
    Value value = attribute == None.NONE ? item : attribute(in, item, attribute);
    if (value instanceof Text text && !caseSensitive) {
      in.budget.spend(text.string().length());
      return Text.ofTemplate(text.string().toLowerCase(Locale.ROOT));
    }
    return value;
  }

  private static Value sort(Evaluator in, Value input, Arguments arguments) {
    Bound bound = arguments.bind("sort", "reverse", "case_sensitive", "attribute");
    List<Value> sorted = new ArrayList<>(in.operators.iterate(input));
    in.budget.spendObject(sorted.size());
    Comparator<Value> order = order(in, bound.or(2, None.NONE), bound.flag(1));
    sorted.sort(bound.flag(0) ? order.reversed() : order);
    return new Items(sorted, false);
  }

  private static Value dictSort(Evaluator in, Value input, Arguments arguments) {
    Bound bound = arguments.bind("dictsort", "case_sensitive", "by", "reverse");
    if (!(input instanceof Dict dict)) {
      throw new JinjaException(
          "dictsort of a %s; expected a dict".formatted(Operators.type(input)));
    }
    boolean byValue = bound.has(1) && bound.text(1).string().equals("value");
    List<Value> pairs = new ArrayList<>(Methods.pairs(dict, in).values());
    Comparator<Value> order = order(in, new Int(byValue ? 1 : 0), bound.flag(0));
    pairs.sort(bound.flag(2) ? order.reversed() : order);
    return new Items(pairs, false);
  }

  private static Value extreme(Evaluator in, Value input, Arguments arguments, String which) {
    Bound bound = arguments.bind(which, "case_sensitive", "attribute");
    Comparator<Value> order = order(in, bound.or(1, None.NONE), bound.flag(0));
    @Nullable Value best = null;
    for (Value item : in.operators.iterate(input)) {
      int compared = best == null ? 0 : order.compare(item, best);
      if (best == null || (which.equals("max") ? compared > 0 : compared < 0)) {
        best = item;
      }
    }
    return best == null ? new Undefined("the %s of no items".formatted(which)) : best;
  }

  private static Value sum(Evaluator in, Value input, Arguments arguments) {
    Bound bound = arguments.bind("sum", "attribute", "start");
    Value attribute = bound.or(0, None.NONE);
    Value sum = bound.or(1, new Int(0));
    for (Value item : in.operators.iterate(input)) {
      in.budget.spend(1);
      Value value = attribute == None.NONE ? item : attribute(in, item, attribute);
      sum = in.operators.binary("+", sum, value);
    }
    return sum;
  }

  private static Value unique(Evaluator in, Value input, Arguments arguments) {
    Bound bound = arguments.bind("unique", "case_sensitive", "attribute");
    List<Value> keys = new ArrayList<>();
    List<Value> unique = new ArrayList<>();
    for (Value item : in.operators.iterate(input)) {
      in.budget.spend(1);
      Value key = sortKey(in, item, bound.or(1, None.NONE), bound.flag(0));
      if (keys.stream().noneMatch(other -> in.operators.equal(key, other))) {
        keys.add(key);
        unique.add(item);
      }
    }
    return new Items(unique, false);
  }

  private static Value batch(Evaluator in, Value input, Arguments arguments) {
    Bound bound = arguments.bind("batch", "linecount", "fill_with");
    int size = Math.max(1, bound.whole(0, 1));
    List<Value> batches = new ArrayList<>();
    List<Value> batch = new ArrayList<>();
    for (Value item : in.operators.iterate(input)) {
      in.budget.spend(1);
      batch.add(item);
      if (batch.size() == size) {
        batches.add(new Items(batch, false));
        batch = new ArrayList<>();
      }
    }
    if (!batch.isEmpty()) {
      while (bound.has(1) && bound.required(1) != None.NONE && batch.size() < size) {
        in.budget.spend(1);
        batch.add(bound.required(1));
      }
      batches.add(new Items(batch, false));
    }
    return new Items(batches, false);
  }
}
