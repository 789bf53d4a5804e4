package dev.heed.models.chat.jinja;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Python's strftime, in English. */
final class TimeFormat {
  private TimeFormat() {}

  static String format(String format, ZonedDateTime time) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char unit = format.charAt(i);
      if (unit != '%' || i + 1 == format.length()) {
        out.append(unit);
        continue;
      }
      char directive = format.charAt(++i);
      boolean unpadded = directive == '-' && i + 1 < format.length();
      if (unpadded) {
        directive = format.charAt(++i);
      }
      String value = value(directive, time);
      out.append(unpadded ? value.replaceFirst("^0+(?=.)", "") : value);
    }
    return out.toString();
  }

  private static String value(char directive, ZonedDateTime time) {
    String pattern =
        switch (directive) {
          case 'a' -> "EEE";
          case 'A' -> "EEEE";
          case 'b', 'h' -> "MMM";
          case 'B' -> "MMMM";
          case 'd' -> "dd";
          case 'D' -> "MM/dd/yy";
          case 'F' -> "yyyy-MM-dd";
          case 'H' -> "HH";
          case 'I' -> "hh";
          case 'j' -> "DDD";
          case 'm' -> "MM";
          case 'M' -> "mm";
          case 'p' -> "a";
          case 'S' -> "ss";
          case 'T' -> "HH:mm:ss";
          case 'y' -> "yy";
          case 'Y' -> "yyyy";
          case 'z' -> "xx";
          case 'Z' -> "zzz";
          case '%' -> "'%'";
          default ->
              throw new JinjaException(
                  "strftime_now: the directive %%%c is not supported".formatted(directive));
        };
    return DateTimeFormatter.ofPattern(pattern, Locale.US).format(time);
  }
}
