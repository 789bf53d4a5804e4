package dev.heed.models.load;

import dev.heed.engine.Backend;
import dev.heed.engine.CommandQueue;
import dev.heed.engine.Scope;
import dev.heed.engine.op.NormKind;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.checkpoint.Checkpoint;
import dev.heed.models.checkpoint.StoredTensor;
import dev.heed.models.nn.RowNorm;
import dev.heed.models.spec.DecoderNormSpec;
import dev.heed.models.spec.ModelException;
import dev.heed.models.spec.NameMap;
import dev.heed.models.spec.NormSpec;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads parameters from a checkpoint into a backend's memory, each checked for its presence, shape
 * and type first. Tables and vectors become F32 tensors; matrices are packed at once and what they
 * were packed from is dropped, the pages of a mapped file too: a model is never in memory twice.
 */
final class WeightReader implements ParameterReader, AutoCloseable {
  /** Floats that go through the heap at a time: 4 MiB. */
  private static final int SLICE = 1 << 20;

  private final Checkpoint checkpoint;
  private final Backend backend;
  private final CommandQueue queue;
  private final List<Scope> scopes = new ArrayList<>();
  private final Scope weights;

  /** What goes through the heap; grows to what the largest tensor needs. */
  private float[] slice = {};

  /** Memory for a matrix of so many elements as it is read, or null. */
  private @Nullable Scope staging;

  private long stagingRoom;
  private boolean taken;

  WeightReader(String model, Checkpoint checkpoint, Backend backend) {
    this.checkpoint = checkpoint;
    this.backend = backend;
    this.queue = backend.newQueue("loading " + model);
    try {
      this.weights = newScope("weights of " + model);
    } catch (RuntimeException | Error e) {
      queue.close();
      throw e;
    }
  }

  /**
   * The memory of all that was read, which from now on is the caller's to close: all of it has come
   * there, so that every queue may read it.
   */
  List<Scope> takeScopes() {
    queue.synchronize();
    checkpoint.unload();
    taken = true;
    dropStaging();
    return List.copyOf(scopes);
  }

  @Override
  public Tensor table(String module, int rows, int columns) {
    StoredTensor stored = find(NameMap.weight(module), rows, columns);
    DType blocks = StoredBlocks.of(stored);
    if (blocks != null && StoredBlocks.looksUp(backend, blocks, rows, columns)) {
      Tensor table = weights.allocate(blocks, rows, columns);
      queue.upload(stored.data(), table);
      stored.unload();
      return table;
    }
    Tensor table = weights.allocate(DType.F32, rows, columns);
    upload(stored, table);
    stored.unload();
    return table;
  }

  @Override
  public Rows weight(String module, int out, int in, boolean inputsFirst) {
    List<String> names = NameMap.weight(module);
    return new Rows(inputsFirst ? find(names, in, out).transpose() : find(names, out, in), 0, out);
  }

  @Override
  public PackedWeight packed(List<Rows> parts, int in) {
    int rows = parts.stream().mapToInt(Rows::count).reduce(0, Math::addExact);
    DType blocks = blocks(parts);
    Scope place = staging((long) rows * in);
    Tensor matrix = place.allocate(blocks == null ? DType.F32 : blocks, rows, in);
    int at = 0;
    for (Rows part : parts) {
      Tensor to = matrix.slice(0, at, at + part.count());
      if (blocks == null) {
        upload(part.stored(), part.first(), to);
      } else {
        long row = blocks.bytes(in);
        queue.upload(part.stored().data().asSlice(part.first() * row, part.count() * row), to);
      }
      at += part.count();
    }
    PackedWeight packed = backend.pack(matrix, weights);
    parts.forEach(part -> part.stored().unload());
    if (packed.format().startsWith("plain")) {
      staging = null; // A plain weight is the matrix itself: there its memory stays.
    } else {
      place.reset();
    }
    return packed;
  }

  /** The quantized type that all parts have and the backend packs as it is, or null. */
  private @Nullable DType blocks(List<Rows> parts) {
    DType first = StoredBlocks.of(parts.getFirst().stored());
    boolean alike =
        first != null
            && backend.packs(first)
            && parts.stream().allMatch(part -> first.equals(StoredBlocks.of(part.stored())));
    return alike ? first : null;
  }

  @Override
  public Tensor biases(List<String> modules, int... lengths) {
    Tensor bias = weights.allocate(DType.F32, Arrays.stream(lengths).sum());
    int at = 0;
    for (int m = 0; m < lengths.length; m++) {
      StoredTensor stored = find(NameMap.bias(modules.get(m)), lengths[m]);
      upload(stored, 0, bias.slice(0, at, at + lengths[m]).reshape(1, lengths[m]));
      at += lengths[m];
    }
    return bias;
  }

  @Override
  public RowNorm norm(String module, int width, DecoderNormSpec spec) {
    StoredTensor stored = find(NameMap.weight(module), width);
    float[] values = stored.toFloats();
    for (int i = 0; i < width; i++) {
      values[i] += spec.offset();
    }
    Tensor weight = weights.allocate(DType.F32, width);
    queue.upload(MemorySegment.ofArray(values), weight);
    @Nullable Tensor bias = spec.kind() == NormKind.LAYER ? bias(module, width) : null;
    return new RowNorm(spec.kind(), weight, bias, spec.epsilon());
  }

  @Override
  public Tensor bias(String module, int length) {
    return vector(NameMap.bias(module), length);
  }

  @Override
  public RowNorm norm(String module, int width, NormSpec spec) {
    return new RowNorm(
        spec.kind(), vector(NameMap.weight(module), width), bias(module, width), spec.epsilon());
  }

  /** The memory of the last matrix where this one fits, so that it need not be cleared again. */
  private Scope staging(long elements) {
    @Nullable Scope last = staging;
    if (last != null && elements <= stagingRoom) {
      return last;
    }
    dropStaging();
    Scope place = newScope(weights.name() + " as read");
    staging = place;
    stagingRoom = elements;
    return place;
  }

  private void dropStaging() {
    @Nullable Scope last = staging;
    if (last != null) {
      last.close();
      scopes.remove(last);
      staging = null;
    }
  }

  private Tensor vector(List<String> names, int length) {
    StoredTensor stored = find(names, length);
    Tensor vector = weights.allocate(DType.F32, length);
    upload(stored, vector.reshape(1, length));
    return vector;
  }

  private StoredTensor find(List<String> names, long... shape) {
    String name = names.stream().filter(checkpoint::contains).findFirst().orElse(names.getFirst());
    StoredTensor stored = checkpoint.tensor(name, shape);
    if (!stored.dtype().isFloat() && stored.quantization() == null) {
      throw new ModelException(
          "%s: tensor '%s' %s holds %s; expected floating point numbers"
              .formatted(checkpoint.origin(), name, Arrays.toString(shape), stored.dtype()));
    }
    return stored;
  }

  private void upload(StoredTensor stored, Tensor to) {
    upload(stored, 0, to);
  }

  /** Rows of a stored tensor, from one on → to [rows, columns], a slice at a time. */
  private void upload(StoredTensor stored, int first, Tensor to) {
    int rows = to.size(0);
    int columns = to.size(1);
    boolean vector = stored.shape().size() == 1;
    int step = Math.clamp(SLICE / Math.max(1, columns), 1, Math.max(1, rows));
    int size = Math.multiplyExact(step, columns);
    if (slice.length < size) {
      slice = new float[size];
    }
    for (int from = 0; from < rows; from += step) {
      int count = Math.min(step, rows - from);
      stored.readRows(first + from, vector ? columns : count, slice, 0);
      MemorySegment bytes =
          MemorySegment.ofArray(slice).asSlice(0, (long) count * columns * Float.BYTES);
      queue.upload(bytes, to.slice(0, from, from + count));
    }
  }

  private Scope newScope(String name) {
    Scope scope = backend.newScope(name);
    scopes.add(scope);
    return scope;
  }

  /** Gives back everything that was not taken. */
  @Override
  public void close() {
    queue.close();
    if (!taken) {
      scopes.forEach(Scope::close);
    }
  }
}
