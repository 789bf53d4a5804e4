package dev.heed.app.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules that only the source can show. */
class SourceTest {

  private static final Pattern CATCHES_EVERYTHING =
      Pattern.compile("\\bcatch\\s*\\([^)]*\\bThrowable\\b");

  /** It would take an OutOfMemoryError or a broken class path for an ordinary failure and go on. */
  @Test
  void nothingCatchesThrowable() throws IOException {
    List<Path> sources = sources();
    List<Path> catching = new ArrayList<>();
    for (Path source : sources) {
      if (CATCHES_EVERYTHING.matcher(Files.readString(source)).find()) {
        catching.add(source);
      }
    }
    assertThat(sources).hasSizeGreaterThan(100);
    assertThat(catching).isEmpty();
  }

  /** Every Java file of every module, tests and benchmarks included. */
  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (Path folder : childrenOf(HeedModule.CHECKOUT)) {
      Path root = folder.resolve("src");
      if (Files.isDirectory(root)) {
        try (Stream<Path> files = Files.walk(root)) {
          files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
        }
      }
    }
    return sources;
  }

  private static List<Path> childrenOf(Path folder) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children.toList();
    }
  }
}
