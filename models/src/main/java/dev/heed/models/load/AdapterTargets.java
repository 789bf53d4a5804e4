package dev.heed.models.load;

import java.util.List;
import java.util.function.Predicate;

/**
 * The modules that get a change of low rank, named as PEFT names them: a whole path, or its end
 * behind a dot, such as {@code q_proj}.
 *
 * @param names of which each must be found in the model
 */
public record AdapterTargets(List<String> names) implements Predicate<String> {
  public AdapterTargets {
    names = List.copyOf(names);
    if (names.isEmpty()) {
      throw new IllegalArgumentException("changes of low rank need the names of their modules");
    }
  }

  @Override
  public boolean test(String module) {
    return names.stream().anyMatch(name -> isMeant(name, module));
  }

  static boolean isMeant(String name, String module) {
    return module.equals(name) || module.endsWith("." + name);
  }
}
