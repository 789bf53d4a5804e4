package dev.heed.models.hub;

import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What a hub may call a file, since the name becomes a path on this machine. */
final class FileName {
  private static final int LONGEST = 1_000;
  private static final int LONGEST_PART = 255;
  private static final int DEEPEST = 50;
  private static final Splitter PARTS = Splitter.on('/');
  private static final Pattern DEVICE =
      Pattern.compile("(?:con|prn|aux|nul|conin\\$|conout\\$|com[0-9¹²³]|lpt[0-9¹²³])");

  /** Signs that Windows gives a meaning of its own, the drive's colon and streams among them. */
  private static final Set<Integer> SPECIAL =
      Set.of((int) '<', (int) '>', (int) ':', (int) '"', (int) '|', (int) '?', (int) '*');

  private FileName() {}

  /**
   * Why this cannot be the path of a file in a repository, with slashes between its parts: it leads
   * elsewhere, under the rules of any system. Empty if it can.
   */
  static Optional<String> problem(String path) {
    if (path.isEmpty() || path.length() > LONGEST) {
      return Optional.of("is empty or longer than %,d letters".formatted(LONGEST));
    }
    if (path.indexOf('\\') >= 0) {
      return Optional.of("holds a backslash");
    }
    if (path.codePoints().anyMatch(FileName::isUnprintable)) {
      return Optional.of("holds a control character");
    }
    if (path.chars().filter(c -> c == '/').count() > DEEPEST) {
      return Optional.of("lies more than %d folders deep".formatted(DEEPEST));
    }
    for (String part : PARTS.split(path)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        return Optional.of("leads out of the repository");
      }
      if (part.length() > LONGEST_PART) {
        return Optional.of("has a part longer than %d letters".formatted(LONGEST_PART));
      }
    }
    return Optional.empty();
  }

  /**
   * Why some system cannot have such a file, or takes it for a device. Asked on every system: a
   * cache may be carried to another one. Empty if all can.
   */
  static Optional<String> unportable(String path) {
    for (String part : PARTS.split(path)) {
      String stem = Ascii.toLowerCase(List.of(part.split("\\.", 2)).getFirst().strip());
      if (DEVICE.matcher(stem).matches()) {
        return Optional.of("is the name of a device on Windows");
      }
      if (part.endsWith(".") || part.endsWith(" ")) {
        return Optional.of("ends in a dot or a space, which Windows takes away");
      }
      if (part.codePoints().anyMatch(SPECIAL::contains)) {
        return Optional.of("holds one of < > : \" | ? *");
      }
    }
    return Optional.empty();
  }

  private static boolean isUnprintable(int c) {
    return Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE;
  }
}
