package dev.heed.bench;

import java.util.List;

/** What the programs of all tables have in common. */
public final class TableProgram {
  private static final int USAGE = 2;

  private TableProgram() {}

  /** Measures a table and writes its files. */
  @FunctionalInterface
  public interface Table {
    /** Throws a {@link UsageException} before anything is measured. */
    void run(TableOptions options) throws Exception;
  }

  /**
   * Runs a table with what the user typed. What makes no sense ends the process with one line and
   * the exit code 2.
   */
  public static void run(String table, String[] arguments, Table program) throws Exception {
    try {
      program.run(TableOptions.parse(table, List.of(arguments)));
    } catch (UsageException e) {
      System.err.println(e.getMessage());
      System.exit(USAGE);
    }
  }
}
