package dev.heed.bench.peer;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Starts a program on this JDK and this class path, with flags of its own. */
public final class JavaCommand {
  private JavaCommand() {}

  /**
   * The command.
   *
   * @param main the program's class
   * @param further what comes after this process's own class path
   */
  public static List<String> of(String main, List<String> flags, List<Path> further) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.add("-cp");
    command.add(
        Stream.concat(
                Stream.of(System.getProperty("java.class.path")),
                further.stream().map(Path::toString))
            .collect(Collectors.joining(File.pathSeparator)));
    command.add(main);
    return command;
  }
}
