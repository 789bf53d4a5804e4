package dev.heed.models.checkpoint;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A GGUF file as it is, with the file's own names: of any size, for it is mapped, not read.
 *
 * <p>A model in several files ({@code NAME-00001-of-0000N.gguf}) is opened by naming any of them.
 */
public final class GgufFile implements AutoCloseable {
  private final GgufMetadata metadata;
  private final Checkpoint checkpoint;
  private final Memory memory;

  private GgufFile(
      String origin, GgufMetadata metadata, List<StoredTensor> tensors, Memory memory) {
    this.metadata = metadata;
    this.memory = memory;
    this.checkpoint = new Checkpoint(origin, tensors, general(metadata), memory);
  }

  /**
   * Opens a file, with the others of its set where it is one of several.
   *
   * @throws CheckpointException if one cannot be read, is no complete and consistent GGUF file, is
   *     big-endian, holds a tensor of a type that is not read, or lacks one of its set
   */
  public static GgufFile open(Path file) {
    Memory memory = new Memory();
    return memory.orClose(
        file.toString(),
        () -> {
          GgufHeader header = GgufShards.open(file, memory);
          return new GgufFile(file.toString(), header.metadata(), header.tensors(), memory);
        });
  }

  static GgufHeader read(Path file, Memory memory) {
    return GgufHeader.parse(memory.map(file), file.toString());
  }

  /** A file that is in memory. */
  static GgufFile parse(MemorySegment file, String origin) {
    GgufHeader header = GgufHeader.parse(file, origin);
    return new GgufFile(origin, header.metadata(), header.tensors(), new Memory());
  }

  /** What the model is called, and by whom. */
  private static Map<String, String> general(GgufMetadata metadata) {
    return metadata.keys().stream()
        .filter(key -> key.startsWith("general."))
        .filter(metadata::isShortText)
        .collect(Collectors.toMap(key -> key, key -> metadata.string(key).orElseThrow()));
  }

  /** What the file says about the model; of several files, the first. */
  public GgufMetadata metadata() {
    return metadata;
  }

  /** The tensors under the file's names, such as {@code blk.0.attn_q.weight}. */
  public Checkpoint checkpoint() {
    return checkpoint;
  }

  /** What the tensors lie in. */
  Memory memory() {
    return memory;
  }

  /** Unmaps the files; {@link #checkpoint()} is closed with it. */
  @Override
  public void close() {
    memory.close();
  }
}
