package dev.heed.models.hub;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A pattern of paths as huggingface_hub takes it (Python's fnmatch): {@code *} is anything, slashes
 * too; {@code ?} one sign; {@code [ab]} and {@code [!ab]} a choice; a folder stands for all in it.
 */
final class Glob {
  private final Pattern pattern;

  Glob(String glob) {
    String whole = glob.endsWith("/") ? glob + "*" : glob;
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < whole.length(); i++) {
      char c = whole.charAt(i);
      int end = c == '[' ? whole.indexOf(']', Math.min(i + 2, whole.length())) : -1;
      if (c == '*') {
        // One for a run of them: the matcher would try every split of "***".
        if (i == 0 || whole.charAt(i - 1) != '*') {
          regex.append(".*");
        }
      } else if (c == '?') {
        regex.append('.');
      } else if (end > 0) {
        String choice = whole.substring(i + 1, end).replace("\\", "\\\\").replace("[", "\\[");
        choice = choice.replace("&&", "&\\&");
        regex.append('[').append(choice.startsWith("!") ? "^" + choice.substring(1) : choice);
        regex.append(']');
        i = end;
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    try {
      pattern = Pattern.compile(regex.toString(), Pattern.DOTALL);
    } catch (PatternSyntaxException e) {
      throw new HubException("'%s' is no pattern of file names".formatted(glob), e);
    }
  }

  boolean matches(String path) {
    return pattern.matcher(path).matches();
  }
}
