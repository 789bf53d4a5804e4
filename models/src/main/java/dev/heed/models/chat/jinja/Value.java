package dev.heed.models.chat.jinja;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All that a template can have in hand: the values of Python that Jinja knows, and no others. */
public sealed interface Value
    permits Text,
        Value.None,
        Value.Bool,
        Value.Int,
        Value.Real,
        Value.Undefined,
        Value.Items,
        Value.Dict,
        Value.Namespace,
        Value.Callable {
  /** Python's None. */
  Value NONE = None.NONE;

  /** Python's None. */
  enum None implements Value {
    NONE
  }

  /** True or False, which count as 1 and 0. */
  record Bool(boolean value) implements Value {
    static final Bool TRUE = new Bool(true);
    static final Bool FALSE = new Bool(false);

    /** The one or the other. */
    public static Bool of(boolean value) {
      return value ? TRUE : FALSE;
    }
  }

  /** A whole number of 64 bits; beyond that is an error. */
  record Int(long value) implements Value {}

  /** A floating-point number. */
  record Real(double value) implements Value {}

  /** What has no value: it prints nothing, is false and empty, and fails where it is used. */
  record Undefined(String what) implements Value {
    JinjaException error() {
      return new JinjaException(what + " is undefined");
    }
  }

  /** A list or a tuple, which differ when they are printed. */
  record Items(List<Value> values, boolean tuple) implements Value {
    /** A list. */
    public static Items list(Collection<? extends Value> values) {
      return new Items(List.copyOf(values), false);
    }

    static Items tuple(Value... values) {
      return new Items(List.of(values), true);
    }
  }

  /** A dictionary, in the order of its keys' coming; never changed once it is made. */
  record Dict(Map<Value, Value> entries) implements Value {
    /** Keys are texts and numbers. */
    public static Dict of(Map<? extends Value, ? extends Value> entries) {
      return new Dict(new LinkedHashMap<>(entries));
    }
  }

  /** What a template may change: {@code namespace(…)}. */
  record Namespace(Map<String, Value> attributes) implements Value {
    // A namespace is itself, whatever it holds; it may hold itself.
    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  /** A function, method or macro. */
  @FunctionalInterface
  non-sealed interface Callable extends Value {
    Value call(Arguments arguments);
  }
}
