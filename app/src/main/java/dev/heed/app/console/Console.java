package dev.heed.app.console;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;

/**
 * The streams of one run, all UTF-8 whatever the locale, and the terminal behind them. Results go
 * to {@link #out}, everything else to {@link #err}.
 */
public final class Console {
  private final InputStream in;
  private final Output out;
  private final Output err;
  private final Terminal terminal;
  private final Map<String, String> environment;

  /** Streams and environment variables of the caller's own. */
  public Console(
      InputStream in,
      OutputStream out,
      OutputStream err,
      Terminal terminal,
      Map<String, String> environment) {
    this.in = in;
    this.out = new Output("standard output", out);
    this.err = new Output("standard error", err);
    this.terminal = terminal;
    this.environment = Map.copyOf(environment);
  }

  /** The streams of the process. */
  public static Console ofProcess() {
    return new Console(
        new FileInputStream(FileDescriptor.in),
        new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(FileDescriptor.err),
        Terminal.ofProcess(),
        System.getenv());
  }

  public InputStream in() {
    return in;
  }

  public Output out() {
    return out;
  }

  public Output err() {
    return err;
  }

  public Terminal terminal() {
    return terminal;
  }

  /** How results look. */
  public Style style() {
    return new Style(terminal.out() && terminal.colour(), terminal.unicode());
  }

  /** How messages look. */
  public Style errStyle() {
    return new Style(terminal.err() && terminal.colour(), terminal.unicode());
  }

  /** An environment variable, if set and not blank. */
  public Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  /** All environment variables. */
  public Map<String, String> environment() {
    return environment;
  }

  /** Writers for the usage texts. */
  public PrintWriter outWriter() {
    return out.asWriter();
  }

  /** Writers for the usage texts. */
  public PrintWriter errWriter() {
    return err.asWriter();
  }
}
