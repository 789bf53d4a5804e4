package dev.heed.models.checkpoint;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tensors that an ONNX file keeps in other files. Only files in the model's own folder, or below
 * it, are opened: a model must not read what it likes.
 */
final class ExternalData {
  private final String origin;
  private final @Nullable Path folder;
  private final @Nullable Memory memory;
  private final Map<Path, MemorySegment> files = new HashMap<>();

  private ExternalData(String origin, @Nullable Path folder, @Nullable Memory memory) {
    this.origin = origin;
    this.folder = folder;
    this.memory = memory;
  }

  static ExternalData beside(Path model, Memory memory) {
    return new ExternalData(model.toString(), FileNames.folderOf(model), memory);
  }

  /** For a model that has no folder. */
  static ExternalData none(String origin) {
    return new ExternalData(origin, null, null);
  }

  /**
   * The bytes of one tensor.
   *
   * @param about keys {@code location}, and optionally {@code offset} and {@code length}
   */
  MemorySegment slice(String tensor, Map<String, String> about) {
    String location = about.get("location");
    if (location == null) {
      throw failure(tensor, "lies in another file, but names none");
    }
    if (folder == null || memory == null) {
      throw failure(
          tensor,
          "lies in the file '%s', which a resource cannot have; unpack both into a folder"
              .formatted(location));
    }
    MemorySegment file =
        files.computeIfAbsent(FileNames.inside(folder, location, origin), memory::map);
    long offset = number(tensor, about, "offset").orElse(0L);
    long length = number(tensor, about, "length").orElse(file.byteSize() - offset);
    if (offset > file.byteSize() || length < 0 || length > file.byteSize() - offset) {
      throw failure(
          tensor,
          "should have %,d bytes from byte %,d of '%s', which has %,d in all"
              .formatted(length, offset, location, file.byteSize()));
    }
    return file.asSlice(offset, length);
  }

  private Optional<Long> number(String tensor, Map<String, String> about, String key) {
    String text = about.get(key);
    if (text == null) {
      return Optional.empty();
    }
    try {
      long value = Long.parseLong(text);
      if (value >= 0) {
        return Optional.of(value);
      }
    } catch (NumberFormatException e) {
      // Reported with the negative ones below.
    }
    throw failure(
        tensor, "has %s '%s' of its external data; expected 0 to 2^63 - 1".formatted(key, text));
  }

  private CheckpointException failure(String tensor, String what) {
    return new CheckpointException("%s: tensor '%s' %s".formatted(origin, tensor, what));
  }
}
