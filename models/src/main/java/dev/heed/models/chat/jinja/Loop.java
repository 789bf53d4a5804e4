package dev.heed.models.chat.jinja;

import dev.heed.models.chat.jinja.Value.Bool;
import dev.heed.models.chat.jinja.Value.Callable;
import dev.heed.models.chat.jinja.Value.Int;
import dev.heed.models.chat.jinja.Value.Undefined;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The variable {@code loop}; called, it renders the body of a recursive loop over other items. */
final class Loop implements Callable {
  /** Renders a body over items, one level deeper. */
  interface Recursion {
    Value render(Value items, int depth);
  }

  private final List<Value> items;
  private final int depth;
  private final @Nullable Recursion recursion;
  private final Operators operators;
  private int index = -1;
  private @Nullable Arguments last;

  Loop(List<Value> items, int depth, @Nullable Recursion recursion, Operators operators) {
    this.items = items;
    this.depth = depth;
    this.recursion = recursion;
    this.operators = operators;
  }

  void advance() {
    index++;
  }

  @Nullable Value attribute(String name) {
    return switch (name) {
      case "index" -> new Int(index + 1);
      case "index0" -> new Int(index);
      case "revindex" -> new Int(items.size() - index);
      case "revindex0" -> new Int(items.size() - index - 1);
      case "first" -> Bool.of(index == 0);
      case "last" -> Bool.of(index == items.size() - 1);
      case "length" -> new Int(items.size());
      case "depth" -> new Int(depth + 1);
      case "depth0" -> new Int(depth);
      case "previtem" ->
          index > 0 ? items.get(index - 1) : new Undefined("the item before the first one");
      case "nextitem" ->
          index + 1 < items.size()
              ? items.get(index + 1)
              : new Undefined("the item behind the last one");
      case "cycle" -> (Callable) this::cycle;
      case "changed" -> (Callable) this::changed;
      default -> null;
    };
  }

  private Value cycle(Arguments arguments) {
    List<Value> values = arguments.positional();
    if (values.isEmpty()) {
      throw new JinjaException("loop.cycle is called without values");
    }
    return values.get(index % values.size());
  }

  private Value changed(Arguments arguments) {
    Arguments before = last;
    last = arguments;
    return Bool.of(
        before == null
            || !operators.equal(
                Value.Items.list(before.positional()), Value.Items.list(arguments.positional())));
  }

  @Override
  public Value call(Arguments arguments) {
    if (recursion == null) {
      throw new JinjaException("loop is called, but the loop is not recursive");
    }
    return recursion.render(arguments.bind("loop", "iterable").required(0), depth + 1);
  }
}
