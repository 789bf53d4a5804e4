package dev.heed.models.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What of a folder is mapped into this JVM, as Linux tells. */
public final class MappedFiles {
  /** Absent on other systems: a test that asks is skipped there. */
  public static final Path MAPS = Path.of("/proc/self/maps");

  private MappedFiles() {}

  /** One path per mapping; a file that is mapped twice comes twice. */
  public static List<String> below(Path folder) throws IOException {
    return Files.readAllLines(MAPS).stream()
        .filter(line -> line.contains(" " + folder + "/"))
        .map(line -> line.substring(line.indexOf(folder.toString())))
        .toList();
  }

  /** Bytes of a mapped file that are in physical memory. */
  public static long resident(Path file) throws IOException {
    long bytes = 0;
    boolean inFile = false;
    for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
      if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
        inFile = line.endsWith(" " + file);
      } else if (inFile && line.startsWith("Rss:")) {
        bytes += Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
      }
    }
    return bytes;
  }
}
