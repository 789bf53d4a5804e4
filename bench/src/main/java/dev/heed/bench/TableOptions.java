package dev.heed.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What {@code bench/run} hands to a table.
 *
 * @param table its name, also that of the files
 * @param folder where results go
 * @param label names the machine in the files' names
 * @param quick few and short rounds, to see that the table works
 * @param part measures the cases whose names hold this; empty for all
 */
public record TableOptions(String table, Path folder, String label, boolean quick, String part) {

  /**
   * From the command line.
   *
   * @param arguments the folder and the label, then what the user typed: {@code [--quick] [PART]}
   */
  public static TableOptions parse(String table, List<String> arguments) {
    if (arguments.size() < 2) {
      throw new UsageException(
          "a table needs a folder for results and a label for the machine; start it by bench/run");
    }
    boolean quick = false;
    List<String> parts = new ArrayList<>();
    for (String argument : arguments.subList(2, arguments.size())) {
      if (argument.equals("--quick")) {
        quick = true;
      } else if (argument.startsWith("-")) {
        throw new UsageException(
            "bench/run %s has no option %s; there is --quick".formatted(table, argument));
      } else {
        parts.add(argument);
      }
    }
    return new TableOptions(
        table, Path.of(arguments.get(0)), arguments.get(1), quick, String.join(" ", parts));
  }

  /** How long to measure. */
  public Effort effort() {
    return quick ? Effort.QUICK : Effort.FULL;
  }

  /**
   * The cases that are wanted. An x in the part stands for × too; a part of no name is an error.
   */
  public <C> List<C> wanted(Collection<C> cases, Function<? super C, String> name) {
    List<C> wanted = cases.stream().filter(one -> wants(name.apply(one))).toList();
    if (wanted.isEmpty()) {
      throw new UsageException(
          "bench/run %s has no case '%s'; there are: %s"
              .formatted(table, part, cases.stream().map(name).collect(Collectors.joining(", "))));
    }
    return wanted;
  }

  private boolean wants(String name) {
    return name.replace('×', 'x').contains(part.replace('×', 'x'));
  }

  /** For tables that are measured as a whole. */
  public void requireNoPart() {
    if (!part.isEmpty()) {
      throw new UsageException(
          "bench/run %s has no cases to choose from; '%s' chooses none".formatted(table, part));
    }
  }

  /** What to type to measure this again. */
  public String command() {
    return ("bench/run " + table + (quick ? " --quick" : "") + " " + part).strip();
  }

  /** The first part of the files' names: a table of some cases, or a quick one, has its own. */
  public String fileName() {
    return table
        + (quick ? "-quick" : "")
        + (part.isEmpty() ? "" : "-" + part.replaceAll("[^A-Za-z0-9]+", "_"));
  }
}
