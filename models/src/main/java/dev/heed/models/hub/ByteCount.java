package dev.heed.models.hub;

import java.util.Locale;

/** Sizes as people and hubs write them, in thousands. */
public final class ByteCount {
  private static final String[] UNITS = {"kB", "MB", "GB", "TB"};

  private ByteCount() {}

  /** Three digits and a unit, such as 269 MB or 4.92 GB. */
  public static String of(long bytes) {
    if (bytes < 1_000) {
      return bytes + " B";
    }
    double value = bytes / 1_000.0;
    int unit = 0;
    while (value >= 999.5 && unit < UNITS.length - 1) {
      value /= 1_000;
      unit++;
    }
    String form = value < 9.995 ? "%.2f %s" : value < 99.95 ? "%.1f %s" : "%.0f %s";
    return String.format(Locale.ROOT, form, value, UNITS[unit]);
  }
}
