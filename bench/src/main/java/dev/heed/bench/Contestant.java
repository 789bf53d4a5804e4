package dev.heed.bench;

/** One engine with one piece of work before it. */
public interface Contestant extends AutoCloseable {
  /** The engine and its version, as the table names it. */
  String name();

  /** Milliseconds of one call, measured over so many calls one after the other. */
  double millis(int calls);

  @Override
  void close();
}
