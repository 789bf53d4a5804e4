package dev.heed.models.load;

import dev.heed.engine.Backend;
import dev.heed.engine.CommandQueue;
import dev.heed.engine.Scope;
import dev.heed.engine.op.Fill;
import dev.heed.engine.op.NormKind;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.PlainWeight;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.checkpoint.Checkpoint;
import dev.heed.models.checkpoint.FileDType;
import dev.heed.models.checkpoint.StoredTensor;
import dev.heed.models.nn.AdaptedWeight;
import dev.heed.models.nn.LowRank;
import dev.heed.models.nn.Parameter;
import dev.heed.models.nn.RowNorm;
import dev.heed.models.spec.DecoderNormSpec;
import dev.heed.models.spec.ModelException;
import dev.heed.models.spec.NameMap;
import dev.heed.models.spec.NormSpec;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads parameters so that they can be learned: F32, in the order of the layers and not packed,
 * each under its name. What is tied in the model is one parameter here. Modules that are new get
 * their initial values.
 */
final class LearningReader implements ParameterReader, AutoCloseable {
  private final String model;
  private final @Nullable Checkpoint checkpoint;
  private final InitialValues initial;
  private final Predicate<String> begins;
  private final CommandQueue queue;
  private final Scope scope;
  private final @Nullable Adapters adapters;
  private final List<Parameter> parameters = new ArrayList<>();
  private final List<LowRank> changes = new ArrayList<>();
  private final Set<String> offered = new LinkedHashSet<>();
  private boolean taken;

  /**
   * @param checkpoint what there is; null for a model from nothing
   * @param begins which of the parameters that may be new are so even where the checkpoint has them
   * @param adapters which matrices get a change of low rank beside them; null for none
   */
  LearningReader(
      String model,
      @Nullable Checkpoint checkpoint,
      Backend backend,
      InitialValues initial,
      Predicate<String> begins,
      @Nullable Adapters adapters) {
    this.begins = begins;
    this.adapters = adapters;
    this.model = model;
    this.checkpoint = checkpoint;
    this.initial = initial;
    this.queue = backend.newQueue("loading " + model);
    try {
      this.scope = backend.newScope("parameters of " + model);
    } catch (RuntimeException | Error e) {
      queue.close();
      throw e;
    }
  }

  /**
   * All parameters, in the order in which they were read.
   *
   * @throws ModelException when a change of low rank was asked for that no module could get
   */
  List<Parameter> parameters() {
    if (adapters != null) {
      adapters.checkTargets(model, offered);
    }
    return List.copyOf(parameters);
  }

  /** All changes of low rank, in the order in which their matrices were read. */
  List<LowRank> changes() {
    return List.copyOf(changes);
  }

  /** The parameters' memory, which from now on is the caller's to close. */
  Scope takeScope() {
    queue.synchronize();
    taken = true;
    return scope;
  }

  @Override
  public Tensor table(String module, int rows, int columns) {
    StoredTensor stored = find(NameMap.weight(module), Parameter.Kind.TABLE, rows, columns);
    Optional<Tensor> tied = known(stored.name());
    if (tied.isPresent()) {
      return tied.get();
    }
    Tensor table = scope.allocate(DType.F32, rows, columns);
    fill(stored, 0, table);
    learn(stored.name(), Parameter.Kind.TABLE, table, Parameter.Form.PLAIN);
    return table;
  }

  @Override
  public Rows weight(String module, int out, int in, boolean inputsFirst) {
    List<String> names = NameMap.weight(module);
    return inputsFirst
        ? new Rows(find(names, Parameter.Kind.MATRIX, in, out).transpose(), 0, out)
        : new Rows(find(names, Parameter.Kind.MATRIX, out, in), 0, out);
  }

  @Override
  public PackedWeight packed(List<Rows> parts, int in) {
    Rows only = parts.getFirst();
    if (parts.size() == 1 && only.count() == only.stored().rows()) {
      Optional<Tensor> tied = known(only.stored().name());
      if (tied.isPresent()) {
        return new PlainWeight(tied.get());
      }
    }
    int rows = parts.stream().mapToInt(Rows::count).reduce(0, Math::addExact);
    Tensor matrix = scope.allocate(DType.F32, rows, in);
    int at = 0;
    for (Rows part : parts) {
      Tensor to = matrix.slice(0, at, at + part.count());
      fill(part.stored(), part.first(), to);
      learn(
          part.stored().name(),
          Parameter.Kind.MATRIX,
          to,
          new Parameter.Form(part.stored().transposed(), part.first(), 0));
      at += part.count();
    }
    return adapted(new PlainWeight(matrix), parts, in);
  }

  private PackedWeight adapted(PlainWeight weight, List<Rows> parts, int in) {
    @Nullable Adapters settings = adapters;
    if (settings == null) {
      return weight;
    }
    List<LowRank> some = new ArrayList<>();
    int at = 0;
    for (Rows part : parts) {
      String module = part.stored().name().replaceFirst("\\.weight$", "");
      offered.add(module);
      if (settings.isFor(module)) {
        some.add(change(settings, module, at, part, in));
      }
      at += part.count();
    }
    changes.addAll(some);
    return some.isEmpty() ? weight : new AdaptedWeight(weight, some);
  }

  private LowRank change(Adapters settings, String module, int at, Rows part, int in) {
    String nameOfA = Adapters.nameOfA(module);
    String nameOfB = Adapters.nameOfB(module);
    if (known(nameOfA).isEmpty()) {
      int out = Math.toIntExact(part.stored().rows());
      Tensor newA = scope.allocate(DType.F32, settings.rank(), in);
      Tensor newB = scope.allocate(DType.F32, out, settings.rank());
      queue.upload(MemorySegment.ofArray(settings.initial(module, in)), newA);
      queue.run(new Fill(newB, 0));
      learn(nameOfA, Parameter.Kind.ADAPTER, newA, Parameter.Form.PLAIN);
      learn(nameOfB, Parameter.Kind.ADAPTER, newB, Parameter.Form.PLAIN);
    }
    // A stored matrix that serves in parts, as gate and up do, has one change.
    Tensor a = known(nameOfA).orElseThrow();
    Tensor b = known(nameOfB).orElseThrow();
    Tensor rows = b.slice(0, part.first(), part.first() + part.count());
    return new LowRank(at, a, rows, settings.scale(), settings.dropout());
  }

  @Override
  public Tensor biases(List<String> modules, int... lengths) {
    Tensor bias = scope.allocate(DType.F32, Arrays.stream(lengths).sum());
    int at = 0;
    for (int m = 0; m < lengths.length; m++) {
      StoredTensor stored = find(NameMap.bias(modules.get(m)), Parameter.Kind.BIAS, lengths[m]);
      Tensor part = bias.slice(0, at, at + lengths[m]);
      fill(stored, 0, part);
      learn(stored.name(), Parameter.Kind.BIAS, part, Parameter.Form.PLAIN);
      at += lengths[m];
    }
    return bias;
  }

  @Override
  public Tensor bias(String module, int length) {
    return biases(List.of(module), length);
  }

  @Override
  public RowNorm norm(String module, int width, DecoderNormSpec spec) {
    Tensor weight = normWeight(module, width, spec.offset());
    @Nullable Tensor bias = spec.kind() == NormKind.LAYER ? bias(module, width) : null;
    return new RowNorm(spec.kind(), weight, bias, spec.epsilon());
  }

  @Override
  public RowNorm norm(String module, int width, NormSpec spec) {
    return new RowNorm(
        spec.kind(), normWeight(module, width, 0), bias(module, width), spec.epsilon());
  }

  private Tensor normWeight(String module, int width, float offset) {
    StoredTensor stored = find(NameMap.weight(module), Parameter.Kind.NORM, width);
    float[] values = stored.toFloats();
    for (int i = 0; i < width; i++) {
      values[i] += offset;
    }
    Tensor weight = scope.allocate(DType.F32, width);
    queue.upload(MemorySegment.ofArray(values), weight);
    learn(stored.name(), Parameter.Kind.NORM, weight, new Parameter.Form(false, 0, offset));
    return weight;
  }

  private void learn(String name, Parameter.Kind kind, Tensor value, Parameter.Form form) {
    parameters.add(new Parameter(name, kind, value, form));
  }

  private Optional<Tensor> known(String name) {
    return parameters.stream()
        .filter(parameter -> parameter.name().equals(name))
        .map(Parameter::value)
        .findFirst();
  }

  private void fill(StoredTensor stored, int firstRow, Tensor to) {
    boolean vector = to.rank() == 1;
    float[] values = new float[Math.toIntExact(to.elements())];
    stored.readRows(firstRow, vector ? to.size(0) : to.rows(), values, 0);
    queue.upload(MemorySegment.ofArray(values), to);
    stored.unload();
  }

  private StoredTensor find(List<String> names, Parameter.Kind kind, long... shape) {
    @Nullable Checkpoint there = checkpoint;
    if (there == null) {
      return fresh(names.getFirst(), kind, shape);
    }
    Optional<String> stored = names.stream().filter(there::contains).findFirst();
    String name = stored.orElse(names.getFirst());
    if ((stored.isEmpty() || begins.test(name)) && initial.isNew().test(name)) {
      return fresh(name, kind, shape);
    }
    StoredTensor tensor = there.tensor(name, shape);
    if (!tensor.dtype().isFloat() && tensor.quantization() == null) {
      throw new ModelException(
          "%s: tensor '%s' %s holds %s; expected floating point numbers"
              .formatted(there.origin(), name, Arrays.toString(shape), tensor.dtype()));
    }
    return tensor;
  }

  private StoredTensor fresh(String name, Parameter.Kind kind, long... shape) {
    int elements = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
    return new StoredTensor(
        "initial values of " + model,
        name,
        FileDType.F32,
        Arrays.stream(shape).boxed().toList(),
        MemorySegment.ofArray(initial.of(name, kind, elements)),
        false,
        null);
  }

  /** Gives back everything that was not taken. */
  @Override
  public void close() {
    queue.close();
    if (!taken) {
      scope.close();
    }
  }
}
