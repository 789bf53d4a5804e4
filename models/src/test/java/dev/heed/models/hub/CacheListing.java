package dev.heed.models.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** A cache as bench/peers/hub_cache.py lists it: a line for each thing, with what it holds. */
final class CacheListing {
  private static final JsonMapper SORTED =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  private CacheListing() {}

  static List<String> of(Path cache) throws IOException {
    try (Stream<Path> paths = Files.walk(cache)) {
      return paths
          .filter(path -> !path.equals(cache))
          .map(path -> line(cache.relativize(path).toString(), path))
          .sorted()
          .toList();
    }
  }

  /** The listing of what huggingface_hub wrote, in the same order. */
  static List<String> golden() throws IOException {
    try (InputStream in = CacheListing.class.getResourceAsStream("/hub/cache.txt")) {
      return new String(in.readAllBytes(), UTF_8)
          .lines()
          .map(line -> line.startsWith("json ") ? json(line) : line)
          .sorted()
          .toList();
    }
  }

  private static String line(String name, Path path) {
    try {
      if (Files.isSymbolicLink(path)) {
        return "link " + name + " -> " + Files.readSymbolicLink(path);
      }
      if (Files.isDirectory(path)) {
        return "folder " + name;
      }
      return name.contains("/trees/")
          ? json("json " + name + " " + Files.readString(path))
          : "file %s %d %s"
              .formatted(name, Files.size(path), TestHub.sha256(Files.readAllBytes(path)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String json(String line) {
    String[] parts = line.split(" ", 3);
    Object value = SORTED.readValue(parts[2], Object.class);
    return "json " + parts[1] + " " + SORTED.writeValueAsString(value);
  }
}
