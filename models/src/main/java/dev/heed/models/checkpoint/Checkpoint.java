package dev.heed.models.checkpoint;

import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedCollection;
import java.util.SequencedSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The tensors of a model by name, over files that stay mapped until {@link #close()}.
 *
 * <p>Thread-safe. Nothing is read when a checkpoint is opened but the description of its tensors;
 * the pages of a tensor come into memory when it is read. The files must not be changed while they
 * are open.
 */
public final class Checkpoint implements AutoCloseable {
  private final String origin;
  private final LinkedHashMap<String, StoredTensor> tensors = new LinkedHashMap<>();
  private final Map<String, String> metadata;
  private final Memory memory;

  /**
   * @param memory what the tensors lie in; closed with this checkpoint
   * @throws CheckpointException if two tensors have one name
   */
  Checkpoint(
      String origin,
      Collection<StoredTensor> tensors,
      Map<String, String> metadata,
      Memory memory) {
    this.origin = origin;
    this.metadata = ImmutableMap.copyOf(metadata);
    this.memory = memory;
    for (StoredTensor tensor : tensors) {
      if (this.tensors.putIfAbsent(tensor.name(), tensor) != null) {
        throw new CheckpointException(
            "%s: two tensors are named '%s'".formatted(origin, tensor.name()));
      }
    }
  }

  /**
   * These tensors, and those of another behind them, under longer names. Both are closed with the
   * result, or at once where it cannot be.
   *
   * @throws CheckpointException if two tensors have one name
   */
  Checkpoint with(Checkpoint other, String prefix) {
    memory.adopt(other.memory);
    return memory.orClose(
        origin,
        () -> {
          List<StoredTensor> all = new ArrayList<>(tensors.values());
          other.tensors.values().forEach(tensor -> all.add(tensor.renamed(prefix + tensor.name())));
          return new Checkpoint(origin, all, metadata, memory);
        });
  }

  /**
   * These tensors, some of them with other values, as F32 in memory of their own. Takes over what
   * this holds: either may be closed, and is then closed with the other.
   *
   * @param values of tensors that are here, each asked for once, at once
   */
  public Checkpoint changed(Map<String, Supplier<float[]>> values) {
    List<StoredTensor> all = new ArrayList<>();
    for (StoredTensor tensor : tensors.values()) {
      Supplier<float[]> other = values.get(tensor.name());
      all.add(
          other == null
              ? tensor
              : StoredTensor.plain(
                  tensor.origin(),
                  tensor.name(),
                  FileDType.F32,
                  tensor.shape(),
                  memory.of(other.get())));
    }
    return new Checkpoint(origin, all, metadata, memory);
  }

  /**
   * These tensors, and some of another: of one name the other's. Takes over what both hold, as
   * {@link #changed} does.
   */
  public Checkpoint with(Checkpoint other, Collection<StoredTensor> some) {
    Map<String, StoredTensor> all = new LinkedHashMap<>(tensors);
    some.forEach(tensor -> all.put(tensor.name(), tensor));
    memory.adopt(other.memory);
    return new Checkpoint(origin, all.values(), metadata, memory);
  }

  /** The file or folder this was read from, as it appears in error texts. */
  public String origin() {
    return origin;
  }

  /** The files on disk that the tensors lie in; none for a resource. */
  List<Path> files() {
    return memory.files();
  }

  /** The names, in the order of the file. */
  public SequencedSet<String> names() {
    return Collections.unmodifiableSequencedSet(tensors.sequencedKeySet());
  }

  /** The tensors, in the order of the file. */
  public SequencedCollection<StoredTensor> tensors() {
    return Collections.unmodifiableSequencedCollection(tensors.sequencedValues());
  }

  /** What the file says about itself, such as {@code format}: never needed to read it. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /** Bytes of all tensors together, as they are stored. */
  public long bytes() {
    return tensors.values().stream().mapToLong(tensor -> tensor.data().byteSize()).sum();
  }

  /** True if there is a tensor of that name, read or closed. */
  public boolean contains(String name) {
    return tensors.containsKey(name);
  }

  /**
   * The tensor of that name, or empty.
   *
   * @throws CheckpointException if this is closed
   */
  public Optional<StoredTensor> find(String name) {
    checkOpen();
    return Optional.ofNullable(tensors.get(name));
  }

  /**
   * The tensor of that name.
   *
   * @throws CheckpointException if there is none, or this is closed
   */
  public StoredTensor tensor(String name) {
    return find(name).orElseThrow(() -> new CheckpointException(absent(name)));
  }

  /**
   * The tensor of that name and shape.
   *
   * @throws CheckpointException if there is none, it has another shape, or this is closed
   */
  public StoredTensor tensor(String name, long... shape) {
    StoredTensor tensor = tensor(name);
    List<Long> expected = Arrays.stream(shape).boxed().toList();
    if (!tensor.shape().equals(expected)) {
      throw new CheckpointException(
          "%s: tensor '%s' has shape %s; expected %s"
              .formatted(origin, name, tensor.shape(), expected));
    }
    return tensor;
  }

  /** Most absent names differ from a present one by a prefix ('bert.') only: those are shown. */
  private String absent(String name) {
    String last = name.substring(name.lastIndexOf('.', Math.max(0, name.lastIndexOf('.') - 1)) + 1);
    List<String> near =
        tensors.keySet().stream()
            .filter(n -> n.endsWith(name) || name.endsWith(n))
            .limit(3)
            .toList();
    if (near.isEmpty()) {
      near = tensors.keySet().stream().filter(n -> n.endsWith(last)).limit(3).toList();
    }
    String hint = near.isEmpty() ? firstNames() : "there is " + quoted(near);
    return "%s: no tensor is named '%s'; %s".formatted(origin, name, hint);
  }

  private String firstNames() {
    return tensors.isEmpty()
        ? "the file holds no tensor"
        : "the %,d there begin with %s"
            .formatted(tensors.size(), quoted(tensors.keySet().stream().limit(3).toList()));
  }

  private static String quoted(List<String> names) {
    return names.stream().collect(Collectors.joining("', '", "'", "'"));
  }

  private void checkOpen() {
    if (!memory.isOpen()) {
      throw new CheckpointException(
          "%s: the checkpoint is closed; open it again to read it".formatted(origin));
    }
  }

  /**
   * Lets go of the physical memory that the mapped files take, for the time being: tensors can be
   * read as before, and come back from the files. Does nothing where nothing is mapped.
   *
   * @throws CheckpointException if this is closed
   */
  public void unload() {
    checkOpen();
    memory.unload();
  }

  /**
   * Unmaps the files. Tensors taken from here cannot be read any more. A second close does nothing.
   */
  @Override
  public void close() {
    memory.close();
  }

  @Override
  public String toString() {
    return "%s: %,d tensors, %,d bytes".formatted(origin, tensors.size(), bytes());
  }
}
