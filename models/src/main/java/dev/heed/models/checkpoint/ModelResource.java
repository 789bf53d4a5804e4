package dev.heed.models.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A small file of a model, such as its tokenizer: on disk, or inside a jar.
 *
 * @param origin as it appears in error texts
 * @param location where it can be read
 */
public record ModelResource(String origin, URL location) {
  /** A configuration of a megabyte is a mistake or an attack; a tokenizer may have 40. */
  static final int MAX_JSON = 4 << 20;

  /** A file on disk. */
  public static ModelResource of(Path file) {
    try {
      return new ModelResource(file.toString(), file.toUri().toURL());
    } catch (MalformedURLException e) {
      throw new CheckpointException("%s: cannot be opened: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** A resource of the class path. */
  public static ModelResource of(URL resource) {
    return new ModelResource(resource.toString(), resource);
  }

  /**
   * The whole content.
   *
   * @throws CheckpointException if it cannot be read, or is longer than {@code limit} bytes
   */
  public byte[] bytes(int limit) {
    try {
      URLConnection connection = location.openConnection();
      connection.setUseCaches(false);
      try (InputStream in = connection.getInputStream()) {
        byte[] bytes = in.readNBytes(limit);
        if (bytes.length == limit && in.read() >= 0) {
          throw new CheckpointException("%s: has more than %,d bytes".formatted(origin, limit));
        }
        return bytes;
      }
    } catch (IOException e) {
      throw new CheckpointException("%s: cannot be read: %s".formatted(origin, e), e);
    }
  }

  /**
   * The content as JSON: NaN and Infinity are numbers, of two equal keys the last one counts, as in
   * Python.
   *
   * @throws CheckpointException if it cannot be read, or is no JSON
   */
  public JsonNode json() {
    try {
      return Json.tree(bytes(MAX_JSON));
    } catch (JacksonException e) {
      throw new CheckpointException(
          "%s: is not JSON: %s".formatted(origin, e.getOriginalMessage()), e);
    }
  }
}
