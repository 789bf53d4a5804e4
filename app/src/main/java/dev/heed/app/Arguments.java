package dev.heed.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line as the person typed it. */
final class Arguments {
  private Arguments() {}

  /**
   * The arguments as UTF-8. The JVM decodes them by the locale: under LC_ALL=C it turns every
   * letter beyond ASCII into U+FFFD before {@code main} begins. Linux still has the bytes.
   */
  static List<String> asUtf8(String[] args) {
    List<String> decoded = List.of(args);
    if (decoded.stream().noneMatch(argument -> argument.indexOf('\uFFFD') >= 0)) {
      return decoded;
    }
    try {
      return lastOf(Files.readAllBytes(Path.of("/proc/self/cmdline")), decoded);
    } catch (IOException e) {
      return decoded;
    }
  }

  /**
   * The last arguments of a process.
   *
   * @param commandLine all arguments of the process, each ended by a 0 byte
   * @param decoded what the JVM made of the last of them; returned where the counts do not fit
   */
  static List<String> lastOf(byte[] commandLine, List<String> decoded) {
    List<String> all = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < commandLine.length; i++) {
      if (commandLine[i] == 0) {
        all.add(new String(commandLine, start, i - start, StandardCharsets.UTF_8));
        start = i + 1;
      }
    }
    return all.size() < decoded.size()
        ? decoded
        : List.copyOf(all.subList(all.size() - decoded.size(), all.size()));
  }
}
