package dev.heed.models.chat.jinja;

import dev.heed.models.chat.jinja.Statement.MacroBody;
import dev.heed.models.chat.jinja.Value.Callable;
import dev.heed.models.chat.jinja.Value.Undefined;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A macro with the variables of the place where it stands. */
record Macro(MacroBody body, Scope defined, Renderer renderer) implements Callable {
  @Override
  public Value call(Arguments arguments) {
    Scope scope = new Scope(defined);
    List<Value> given = arguments.positional();
    Map<String, Value> named = new LinkedHashMap<>(arguments.named());
    List<String> parameters = body.parameters();
    int withoutDefault = parameters.size() - body.defaults().size();
    for (int p = 0; p < parameters.size(); p++) {
      String parameter = parameters.get(p);
      Value byName = named.remove(parameter);
      Value value;
      if (p < given.size()) {
        value = given.get(p);
      } else if (byName != null) {
        value = byName;
      } else if (p >= withoutDefault) {
        value = renderer.evaluator().evaluate(body.defaults().get(p - withoutDefault), scope);
      } else {
        value = new Undefined("parameter '%s' of '%s'".formatted(parameter, body.name()));
      }
      scope.set(parameter, value);
    }
    Value caller = named.remove("caller");
    scope.set("caller", caller == null ? new Undefined("'caller'") : caller);
    takeMore(given, scope);
    takeNamed(named, scope);
    return renderer.text(body.body(), scope);
  }

  private void takeMore(List<Value> given, Scope scope) {
    int known = Math.min(given.size(), body.parameters().size());
    if (body.takesMore()) {
      scope.set("varargs", new Value.Items(given.subList(known, given.size()), true));
    } else if (given.size() > known) {
      throw new JinjaException(
          "'%s' takes %d arguments; %d are given"
              .formatted(body.name(), body.parameters().size(), given.size()));
    }
  }

  private void takeNamed(Map<String, Value> named, Scope scope) {
    if (body.takesNamed()) {
      Map<Value, Value> entries = new LinkedHashMap<>();
      named.forEach((name, value) -> entries.put(Text.ofTemplate(name), value));
      scope.set("kwargs", new Value.Dict(entries));
    } else if (!named.isEmpty()) {
      throw new JinjaException(
          "'%s' takes no argument '%s'".formatted(body.name(), named.keySet().iterator().next()));
    }
  }

  // A macro is itself.
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
