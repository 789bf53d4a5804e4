package dev.heed.gpu.opencl.cl;

import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a compiler has to say, with the lines of the source that it speaks of. */
final class BuildLog {
  /**
   * Such as {@code <kernel>:12:3: error}, {@code C:\tmp\input.cl:12:3: error}, {@code "/tmp/a.cl",
   * line 12: error} and {@code file.cl(12): error}. A line of PTX ({@code ptxas …, line 12}) is
   * none of the source.
   */
  private static final Pattern LINE =
      Pattern.compile("(?m)^(?!ptxas).*?(?::(\\d+):\\d+:|\", line (\\d+):|\\((\\d+)\\) ?:)");

  private static final int LONGEST_LOG = 4_000;
  private static final int MOST_LINES = 12;

  private BuildLog() {}

  static String withSource(String log, String source) {
    List<String> lines = source.lines().toList();
    TreeSet<Integer> named = new TreeSet<>();
    Matcher matcher = LINE.matcher(log);
    while (matcher.find() && named.size() < MOST_LINES) {
      int line = number(first(matcher));
      if (line >= 1 && line <= lines.size()) {
        named.add(line);
      }
    }
    StringBuilder text = new StringBuilder();
    text.append(log.length() > LONGEST_LOG ? log.substring(0, LONGEST_LOG) + " …" : log);
    for (int line : named) {
      text.append("%n%5d | %s".formatted(line, lines.get(line - 1)));
    }
    return text.toString();
  }

  /** What the alternative that matched has found. */
  private static String first(Matcher matcher) {
    for (int group = 1; group < matcher.groupCount(); group++) {
      String found = matcher.group(group);
      if (found != null) {
        return found;
      }
    }
    return matcher.group(matcher.groupCount());
  }

  private static int number(String digits) {
    return digits.length() > 6 ? 0 : Integer.parseInt(digits);
  }
}
