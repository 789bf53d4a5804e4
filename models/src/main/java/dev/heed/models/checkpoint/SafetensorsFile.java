package dev.heed.models.checkpoint;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Opens safetensors files, of any size: they are mapped, not read. */
public final class SafetensorsFile {
  private SafetensorsFile() {}

  /**
   * The tensors of one file.
   *
   * @throws CheckpointException if it cannot be read, or is no complete and consistent safetensors
   *     file
   */
  public static Checkpoint open(Path file) {
    Memory memory = new Memory();
    return memory.orClose(
        file.toString(),
        () -> {
          SafetensorsHeader header = read(file, memory);
          return new Checkpoint(file.toString(), header.tensors(), header.metadata(), memory);
        });
  }

  static SafetensorsHeader read(Path file, Memory memory) {
    return SafetensorsHeader.parse(memory.map(file), file.toString());
  }

  /** The tensors of a file that is in memory. */
  static Checkpoint parse(MemorySegment file, String origin) {
    SafetensorsHeader header = SafetensorsHeader.parse(file, origin);
    List<StoredTensor> tensors = header.tensors();
    Map<String, String> metadata = header.metadata();
    return new Checkpoint(origin, tensors, metadata, new Memory());
  }
}
