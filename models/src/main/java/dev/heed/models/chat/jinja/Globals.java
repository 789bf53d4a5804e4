package dev.heed.models.chat.jinja;

import dev.heed.models.chat.jinja.Arguments.Bound;
import dev.heed.models.chat.jinja.Value.Callable;
import dev.heed.models.chat.jinja.Value.Dict;
import dev.heed.models.chat.jinja.Value.Int;
import dev.heed.models.chat.jinja.Value.Items;
import dev.heed.models.chat.jinja.Value.Namespace;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The functions that every chat template may call. */
final class Globals {
  /** The sandbox's own limit of a range. */
  private static final int LONGEST_RANGE = 100_000;

  private Globals() {}

  static void define(Scope scope, Evaluator in, ZonedDateTime now) {
    define(scope, "range", arguments -> range(in, arguments));
    define(scope, "dict", arguments -> dict(in, arguments));
    define(scope, "namespace", arguments -> namespace(in, arguments));
    define(
        scope,
        "raise_exception",
        arguments -> {
          Value message = arguments.bind("raise_exception", "message").required(0);
          throw JinjaException.refusal(in.printer.text(message).string());
        });
    define(
        scope,
        "strftime_now",
        arguments -> {
          Text format = arguments.bind("strftime_now", "format").text(0);
          in.budget.spend(format.string().length());
          return Text.ofTemplate(TimeFormat.format(format.string(), now));
        });
  }

  private static void define(Scope scope, String name, Callable function) {
    scope.set(name, function);
  }

  private static Value range(Evaluator in, Arguments arguments) {
    Bound bound = arguments.bind("range", "start", "stop", "step");
    long first = Operators.whole(bound.required(0));
    long start = bound.has(1) ? first : 0;
    long stop = bound.has(1) ? Operators.whole(bound.required(1)) : first;
    long step = Operators.whole(bound.or(2, new Int(1)));
    if (step == 0) {
      throw new JinjaException("the step of a range is 0");
    }
    List<Value> numbers = new ArrayList<>();
    for (long number = start; step > 0 ? number < stop : number > stop; number += step) {
      in.budget.spend(4);
      if (numbers.size() == LONGEST_RANGE) {
        throw new JinjaException("a range has more than %,d numbers".formatted(LONGEST_RANGE));
      }
      numbers.add(new Int(number));
      if (step > 0 ? number > Long.MAX_VALUE - step : number < Long.MIN_VALUE - step) {
        break;
      }
    }
    return new Items(numbers, false);
  }

  private static Map<Value, Value> entries(Evaluator in, String function, Arguments arguments) {
    Map<Value, Value> entries = new LinkedHashMap<>();
    for (Value from : arguments.positional()) {
      if (from instanceof Dict dict) {
        entries.putAll(dict.entries());
      } else {
        for (Value pair : in.operators.iterate(from)) {
          List<Value> both = in.operators.iterate(pair);
          if (both.size() != 2) {
            throw new JinjaException("%s of items that are no pairs".formatted(function));
          }
          entries.put(Operators.key(both.get(0)), both.get(1));
        }
      }
    }
    arguments.named().forEach((name, value) -> entries.put(Text.ofTemplate(name), value));
    in.budget.spendObject(8L * entries.size());
    return entries;
  }

  private static Value dict(Evaluator in, Arguments arguments) {
    return new Dict(entries(in, "dict", arguments));
  }

  private static Value namespace(Evaluator in, Arguments arguments) {
    Map<String, Value> attributes = new HashMap<>();
    entries(in, "namespace", arguments)
        .forEach((name, value) -> attributes.put(in.printer.text(name).string(), value));
    return new Namespace(attributes);
  }
}
