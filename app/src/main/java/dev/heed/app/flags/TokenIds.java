package dev.heed.app.flags;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Token ids as the command line has them: numbers with spaces or commas between. */
public final class TokenIds {
  private static final Splitter NUMBERS =
      Splitter.on(CharMatcher.whitespace().or(CharMatcher.is(','))).omitEmptyStrings();

  private TokenIds() {}

  /**
   * The ids of a list, at least one.
   *
   * @param option that they were given for
   * @throws ParameterException where one is no number, or none is there
   */
  public static int[] of(String option, String list, CommandLine command) {
    List<String> parts = NUMBERS.splitToList(list);
    if (parts.isEmpty()) {
      throw new ParameterException(command, option + " names no token");
    }
    int[] ids = new int[parts.size()];
    for (int i = 0; i < ids.length; i++) {
      try {
        ids[i] = Integer.parseInt(parts.get(i));
      } catch (NumberFormatException e) {
        throw new ParameterException(
            command, "%s: '%s' is no token id".formatted(option, parts.get(i)), e);
      }
    }
    return ids;
  }
}
