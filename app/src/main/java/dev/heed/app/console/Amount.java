package dev.heed.app.console;

import java.util.Locale;

/** Numbers as people read them. */
public final class Amount {
  private Amount() {}

  /** Such as 1 passage, or 2,345 passages. */
  public static String of(long count, String thing) {
    return String.format(Locale.ROOT, "%,d %s%s", count, thing, count == 1 ? "" : "s");
  }

  /** Three digits that mean something, such as 98.1 or 0.0123. */
  public static String significant(double value) {
    int magnitude = value <= 0 ? 2 : (int) Math.floor(Math.log10(value));
    return String.format(Locale.ROOT, "%." + Math.clamp(2 - magnitude, 0, 6) + "f", value);
  }
}
