package dev.heed.bench.limit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The caches of the first processor as Linux tells them; none elsewhere.
 *
 * @param bytes by level, those for instructions alone left out
 */
public record Caches(NavigableMap<Integer, Long> bytes) {
  private static final Path FIRST_PROCESSOR = Path.of("/sys/devices/system/cpu/cpu0/cache");

  /** Of this machine. */
  public static Caches ofThisMachine() {
    return read(FIRST_PROCESSOR);
  }

  static Caches read(Path folder) {
    NavigableMap<Integer, Long> bytes = new TreeMap<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> caches = Files.newDirectoryStream(folder, "index*")) {
        for (Path cache : caches) {
          if (!word(cache, "type").equals("Instruction")) {
            bytes.put(Integer.parseInt(word(cache, "level")), size(word(cache, "size")));
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException("could not read the sizes of the caches in " + folder, e);
      }
    }
    return new Caches(bytes);
  }

  private static String word(Path cache, String file) throws IOException {
    return Files.readString(cache.resolve(file)).strip();
  }

  /** Such as {@code 2048K}. */
  private static long size(String text) {
    long number = Long.parseLong(text.replaceAll("[^0-9]", ""));
    return number << (text.endsWith("K") ? 10 : text.endsWith("M") ? 20 : 0);
  }

  /** Bytes of a level, where it is known. */
  OptionalLong level(int level) {
    Long known = bytes.get(level);
    return known == null ? OptionalLong.empty() : OptionalLong.of(known);
  }

  /** Such as {@code L1 48 KiB, L2 2,048 KiB}. */
  @Override
  public String toString() {
    return bytes.entrySet().stream()
        .map(cache -> "L%d %,d KiB".formatted(cache.getKey(), cache.getValue() >> 10))
        .collect(Collectors.joining(", "));
  }
}
