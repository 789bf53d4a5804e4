package dev.heed.models.chat.jinja;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a function is called with. */
record Arguments(List<Value> positional, Map<String, Value> named) {
  static final Arguments NONE = new Arguments(List.of(), Map.of());

  /** The argument of each parameter of a function. */
  Bound bind(String function, String... parameters) {
    if (positional.size() > parameters.length) {
      throw new JinjaException(
          "%s takes at most %d arguments; %d are given"
              .formatted(function, parameters.length, positional.size()));
    }
    @Nullable Value[] values = new @Nullable Value[parameters.length];
    for (int i = 0; i < positional.size(); i++) {
      values[i] = positional.get(i);
    }
    named.forEach((name, value) -> {
      int place = List.of(parameters).indexOf(name);
      if (place < 0) {
        throw new JinjaException(
            "%s takes no argument '%s'; it takes %s"
                .formatted(function, name, String.join(", ", parameters)));
      }
      if (values[place] != null) {
        throw new JinjaException("%s is given '%s' twice".formatted(function, name));
      }
      values[place] = value;
    });
    return new Bound(function, parameters, values);
  }

  /** Without the first one. */
  Arguments rest() {
    return new Arguments(positional.subList(1, positional.size()), named);
  }

  /** Arguments by the places of their parameters. */
  record Bound(String function, String[] parameters, @Nullable Value[] values) {
    boolean has(int place) {
      return values[place] != null;
    }

    Value required(int place) {
      Value value = values[place];
      if (value == null) {
        throw new JinjaException(
            "%s is called without '%s'".formatted(function, parameters[place]));
      }
      return value;
    }

    Value or(int place, Value otherwise) {
      Value value = values[place];
      return value == null ? otherwise : value;
    }

    boolean flag(int place) {
      Value value = values[place];
      return value != null && Operators.truth(value);
    }

    Text text(int place) {
      if (required(place) instanceof Text text) {
        return text;
      }
      throw wrong(place, "a string");
    }

    int whole(int place, int otherwise) {
      Value value = values[place];
      if (value == null || value == Value.None.NONE) {
        return otherwise;
      }
      if (!Operators.isWhole(value)) {
        throw wrong(place, "a whole number");
      }
      return Math.clamp(Operators.whole(value), Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    private JinjaException wrong(int place, String expected) {
      return new JinjaException(
          "'%s' of %s is of type %s; expected %s"
              .formatted(parameters[place], function, Operators.type(required(place)), expected));
    }
  }
}
