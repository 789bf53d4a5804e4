package dev.heed.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
  public static TableOptions parse(String table, String... arguments) {
    if (arguments.length < 2) {
      throw new IllegalArgumentException(
          "a table needs a folder for results and a label for the machine; start it by bench/run");
    }
    boolean quick = false;
    List<String> parts = new ArrayList<>();
    for (String argument : List.of(arguments).subList(2, arguments.length)) {
      if (argument.equals("--quick")) {
        quick = true;
      } else if (argument.startsWith("-")) {
        throw new IllegalArgumentException(
            "bench/run %s has no option %s; there is --quick".formatted(table, argument));
      } else {
        parts.add(argument);
      }
    }
    return new TableOptions(
        table, Path.of(arguments[0]), arguments[1], quick, String.join(" ", parts));
  }

  /** How long to measure. */
  public Effort effort() {
    return quick ? Effort.QUICK : Effort.FULL;
  }

  /** True when a case of this name is wanted. */
  public boolean wants(String name) {
    return name.contains(part);
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
