package dev.heed.app.report;

/** What a run of {@code heed} tells the shell. */
public enum ExitCode {
  OK(0, "it worked"),
  FAILED(1, "something could not be read or written, or a backend or device failed"),
  USAGE(2, "unknown option, missing argument or impossible value"),
  NO_BACKEND(3, "no backend is available, or not the one that was asked for"),
  NO_MEMORY(4, "not enough memory"),
  BUG(70, "a bug in Heed; --debug shows where"),
  INTERRUPTED(130, "stopped by Ctrl-C"),
  OUTPUT_CLOSED(141, "whoever read the output went away (as 'head' does)");

  private final int code;
  private final String meaning;

  ExitCode(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  /** The number that the process ends with. */
  public int code() {
    return code;
  }

  /** One line for people. */
  public String meaning() {
    return meaning;
  }
}
