package dev.heed.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Numbers and texts as people read them. */
final class Shown {
  /** Controls, line ends, and what turns the direction of the text around it. */
  private static final Pattern UNSEEN =
      Pattern.compile(
          "[\\p{Cntrl}\\u2028\\u2029\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]+");

  private Shown() {}

  /** Four digits that mean something; a dash where there is no number. */
  static String number(double value) {
    if (Double.isNaN(value)) {
      return "–";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "∞" : "−∞";
    }
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return count((long) value);
    }
    double size = Math.abs(value);
    String text;
    if (size < 1e-3 || size >= 1e7) {
      text = String.format(Locale.ROOT, "%.3e", value).replaceFirst("\\.?0*e", "e");
      text = text.replaceFirst("e([+-])0*(?=\\d)", "e$1").replace("e+", "e");
    } else {
      int digits = Math.clamp(3 - (int) Math.floor(Math.log10(size)), 0, 6);
      text = String.format(Locale.ROOT, "%,." + digits + "f", value);
    }
    return text.replace('-', '−');
  }

  /** A whole number, in thousands. */
  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value).replace('-', '−');
  }

  /** A share as a percentage with one digit behind the point. */
  static String percent(double share) {
    return Double.isNaN(share)
        ? "–"
        : String.format(Locale.ROOT, "%.1f %%", 100 * share).replace('-', '−');
  }

  /** The label of an axis at a value: as short as it can be. */
  static String tick(double value) {
    if (value == 0) {
      return "0";
    }
    double size = Math.abs(value);
    String text =
        size < 1e-3 || size >= 1e6
            ? String.format(Locale.ROOT, "%.2e", value)
                .replaceFirst("\\.?0*e", "e")
                .replaceFirst("e([+-])0*(?=\\d)", "e$1")
                .replace("e+", "e")
            : String.format(Locale.ROOT, "%.5f", value).replaceFirst("\\.?0+$", "");
    return text.replace('-', '−');
  }

  /** Such as 4 min 12 s. */
  static String seconds(double seconds) {
    if (!Double.isFinite(seconds)) {
      return "–";
    }
    if (seconds < 60) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    long whole = Math.round(seconds);
    return whole < 3600
        ? "%d min %d s".formatted(whole / 60, whole % 60)
        : "%,d h %d min".formatted(whole / 3600, whole / 60 % 60);
  }

  /** Such as 12.3 MB. */
  static String bytes(long bytes) {
    if (bytes < 1000) {
      return bytes + " bytes";
    }
    double value = bytes;
    int unit = -1;
    while (value >= 999.95) {
      value /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %cB", value, "kMGTPE".charAt(unit));
  }

  /** One line for a picture: nothing unseen in it, and not longer than so many characters. */
  static String label(String text, int length) {
    String line = shortened(UNSEEN.matcher(text).replaceAll(" ").strip(), length);
    // XChart takes what stands between dollars for TeX.
    return line.startsWith("$") ? "\u200b" + line : line;
  }

  /** Its first characters, with a sign that there were more; never half a character. */
  static String shortened(String text, int length) {
    if (text.codePointCount(0, text.length()) <= length) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, length - 1)).stripTrailing() + "…";
  }

  /** Every value that is no map, by its name, in which those of the maps around it come first. */
  static void flat(String before, Map<?, ?> map, BiConsumer<String, @Nullable Object> each) {
    map.forEach((key, value) -> {
      String name = before.isEmpty() ? String.valueOf(key) : before + " · " + key;
      if (value instanceof Map<?, ?> inner && !inner.isEmpty()) {
        flat(name, inner, each);
      } else {
        each.accept(name, value);
      }
    });
  }

  /** A value of a setting. */
  static String value(@Nullable Object value) {
    return switch (value) {
      case null -> "–";
      case Double number -> number(number);
      case Float number -> number(number);
      case Integer number -> count(number);
      case Long number -> count(number);
      case Boolean flag -> flag ? "yes" : "no";
      case List<?> list -> String.join(", ", list.stream().map(Shown::value).toList());
      case Map<?, ?> map -> map.isEmpty() ? "none" : map.toString();
      default -> value.toString();
    };
  }
}
