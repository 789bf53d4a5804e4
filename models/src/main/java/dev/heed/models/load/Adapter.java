package dev.heed.models.load;

import dev.heed.engine.CommandQueue;
import dev.heed.models.arch.LearnedModel;
import dev.heed.models.checkpoint.AdapterFiles;
import dev.heed.models.checkpoint.Checkpoint;
import dev.heed.models.checkpoint.StoredTensor;
import dev.heed.models.nn.Parameter;
import dev.heed.models.spec.Config;
import dev.heed.models.spec.DecoderFamilies;
import dev.heed.models.spec.DecoderFamily;
import dev.heed.models.spec.Families;
import dev.heed.models.spec.ModelException;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Changes of low rank that were saved, and the modules that were learned whole beside them, matched
 * with the model that they belong to: each is checked for its place and shape.
 *
 * <p>Several adapters over one base are several of these. A learned model changes from one to
 * another by {@link #copyTo} where both have the same rank and modules; models that run have their
 * changes merged while they are loaded, and another one is another model.
 */
public final class Adapter {
  private static final String A = ".lora_A.weight";
  private static final String B = ".lora_B.weight";

  /** What the class of PEFT puts before the names of the model's own class. */
  private static final String PREFIX = "base_model.model.";

  private final AdapterFiles files;
  private final AdapterSettings settings;
  private final Checkpoint base;
  private final List<String> prefixes;
  private final boolean inputsFirst;
  private final Map<String, StoredTensor> a = new LinkedHashMap<>();
  private final Map<String, StoredTensor> b = new LinkedHashMap<>();
  private final Map<String, StoredTensor> whole = new LinkedHashMap<>();

  private Adapter(AdapterFiles files, Checkpoint base, Config config) {
    this.files = files;
    this.settings = AdapterSettings.of(files);
    this.base = base;
    if (config.part("heed") != null) {
      throw new ModelException(
          "%s: a GGUF or llama2.c file stores weights in another order than adapters change them in; load the adapter over the folder that the file was made from"
              .formatted(base.origin()));
    }
    if (DecoderFamilies.find(config).isPresent()) {
      DecoderFamily family = DecoderFamilies.of(config);
      this.prefixes = family.prefixes();
      this.inputsFirst = family.storesInputsFirst(config);
    } else {
      this.prefixes = Families.of(config).prefixes();
      this.inputsFirst = false;
    }
    files.checkpoint().tensors().forEach(this::sort);
    checkPairs();
  }

  /**
   * An adapter and its base.
   *
   * @param files of the adapter, open as long as this is used
   * @param base likewise
   * @throws ModelException if it is of a kind that is not supported, or does not fit the base
   */
  public static Adapter of(AdapterFiles files, Checkpoint base, Config config) {
    return new Adapter(files, base, config);
  }

  private void sort(StoredTensor tensor) {
    String name = tensor.name();
    if (name.startsWith(PREFIX)) {
      name = name.substring(PREFIX.length());
    }
    name = name.replace(".lora_A.default.", ".lora_A.").replace(".lora_B.default.", ".lora_B.");
    if (name.endsWith(A)) {
      a.put(module(name, A), tensor);
    } else if (name.endsWith(B)) {
      b.put(module(name, B), tensor);
    } else if (name.contains(".lora_")) {
      throw new ModelException(
          "%s: tensor '%s' is of a change that is not supported; expected lora_A and lora_B of linear modules"
              .formatted(files.origin(), tensor.name()));
    } else {
      String stored = stored(name);
      whole.put(stored, tensor.renamed(stored));
    }
  }

  /** The module as the base calls it. */
  private String module(String name, String ending) {
    String module = name.substring(0, name.length() - ending.length());
    String weight = stored(module + ".weight");
    if (!base.contains(weight)) {
      throw new ModelException(
          "%s: changes the module '%s', which the base %s has not; it has %s"
              .formatted(files.origin(), module, base.origin(), Adapters.kinds(modules())));
    }
    return weight.replaceFirst("\\.weight$", "");
  }

  private List<String> modules() {
    return base.tensors().stream()
        .filter(tensor -> tensor.shape().size() == 2 && tensor.name().endsWith(".weight"))
        .map(tensor -> tensor.name().replaceFirst("\\.weight$", ""))
        .toList();
  }

  /**
   * With the prefix that the base's names have. What the base has not at all may be a head, which
   * has none, or a pooler.
   */
  private String stored(String name) {
    if (base.contains(name)) {
      return name;
    }
    for (String from : prefixes) {
      for (String to : prefixes) {
        if (name.startsWith(from) && base.contains(to + name.substring(from.length()))) {
          return to + name.substring(from.length());
        }
      }
    }
    return prefixes.stream()
        .filter(prefix -> !prefix.isEmpty() && name.startsWith(prefix))
        .filter(prefix -> base.names().stream().noneMatch(there -> there.startsWith(prefix)))
        .findFirst()
        .map(prefix -> name.substring(prefix.length()))
        .orElse(name);
  }

  private void checkPairs() {
    if (a.isEmpty() || !a.keySet().equals(b.keySet())) {
      Set<String> alone = new TreeSet<>(a.keySet());
      alone.addAll(b.keySet());
      alone.removeIf(module -> a.containsKey(module) && b.containsKey(module));
      throw new ModelException(
          alone.isEmpty()
              ? "%s: holds no change of low rank".formatted(files.origin())
              : "%s: the change of '%s' has only one of lora_A and lora_B"
                  .formatted(files.origin(), alone.iterator().next()));
    }
    a.keySet().forEach(this::checkShape);
  }

  private void checkShape(String module) {
    List<Long> matrix = base.tensor(module + ".weight").shape();
    List<Long> stored = inputsFirst ? matrix.reversed() : matrix;
    List<Long> shapeOfA = shape(a, module);
    List<Long> shapeOfB = shape(b, module);
    long rank = settings.rank();
    if (stored.size() != 2
        || !shapeOfA.equals(List.of(rank, stored.getLast()))
        || !shapeOfB.equals(List.of(stored.getFirst(), rank))) {
      throw new ModelException(
          "%s: the change of rank %d to '%s' has lora_A %s and lora_B %s, which do not fit the base's weight %s in %s: it belongs to another model"
              .formatted(files.origin(), rank, module, shapeOfA, shapeOfB, matrix, base.origin()));
    }
  }

  private static List<Long> shape(Map<String, StoredTensor> tensors, String module) {
    StoredTensor tensor = tensors.get(module);
    return tensor == null ? List.of() : tensor.shape();
  }

  /** As the changes were learned; their modules are those that were saved. */
  public Adapters adapters() {
    Set<String> modules = Set.copyOf(a.keySet());
    return new Adapters(
        settings.rank(), settings.alpha(), settings.dropout(), modules::contains, 0);
  }

  /** The base's tensors with the changes added; as F32 where there is one. Closes the base's. */
  Checkpoint merged() {
    Checkpoint learned = base.with(files.checkpoint(), whole.values());
    Map<String, Supplier<float[]>> values = new LinkedHashMap<>();
    a.forEach((module, first) ->
        values.put(
            module + ".weight",
            () -> merged(learned.tensor(module + ".weight"), module, first.toFloats())));
    return learned.changed(values);
  }

  private float[] merged(StoredTensor stored, String module, float[] first) {
    StoredTensor second = tensor(b, module);
    StoredTensor matrix = inputsFirst ? stored.transpose() : stored;
    float[] weight = matrix.toFloats();
    LowRankSum.add(weight, first, second.toFloats(), settings.rank(), adapters().scale());
    if (!inputsFirst) {
      return weight;
    }
    int rows = Math.toIntExact(matrix.rows());
    int columns = Math.toIntExact(matrix.rowSize());
    float[] turned = new float[weight.length];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        turned[c * rows + r] = weight[r * columns + c];
      }
    }
    return turned;
  }

  private static StoredTensor tensor(Map<String, StoredTensor> tensors, String module) {
    StoredTensor tensor = tensors.get(module);
    if (tensor == null) {
      throw new IllegalStateException(module);
    }
    return tensor;
  }

  /**
   * Puts what was saved into a model that was loaded with {@link #adapters}, over what its changes
   * were.
   *
   * @param queue that the parameters are written by
   * @throws ModelException if the model has changes of other modules, or of another rank, or has
   *     not what was learned whole
   */
  public void copyTo(LearnedModel model, CommandQueue queue) {
    Set<String> expected = new TreeSet<>(whole.keySet());
    a.keySet().forEach(module -> expected.add(Adapters.nameOfA(module)));
    a.keySet().forEach(module -> expected.add(Adapters.nameOfB(module)));
    Set<String> changed =
        model.parameters().stream()
            .filter(parameter -> parameter.kind() == Parameter.Kind.ADAPTER)
            .map(Parameter::name)
            .collect(Collectors.toCollection(TreeSet::new));
    changed.removeAll(expected);
    if (!changed.isEmpty()) {
      throw new ModelException(
          "%s: has nothing for '%s' of model '%s': load the model with the adapter's own modules"
              .formatted(files.origin(), changed.iterator().next(), model.name()));
    }
    for (Parameter parameter : model.parameters()) {
      if (expected.contains(parameter.name())) {
        copy(saved(parameter.name()), parameter, queue);
      }
    }
    model.parameters().forEach(parameter -> expected.remove(parameter.name()));
    if (!expected.isEmpty()) {
      throw new ModelException(
          "%s: holds '%s', which model '%s' has not: load it with the head and the modules that the adapter was learned with"
              .formatted(files.origin(), expected.iterator().next(), model.name()));
    }
  }

  private StoredTensor saved(String name) {
    StoredTensor found = whole.get(name);
    if (found != null) {
      return found;
    }
    return name.endsWith(A)
        ? tensor(a, name.substring(0, name.length() - A.length()))
        : tensor(b, name.substring(0, name.length() - B.length()));
  }

  private void copy(StoredTensor saved, Parameter parameter, CommandQueue queue) {
    Parameter.Form form = parameter.form();
    StoredTensor stored = form.transposed() ? saved.transpose() : saved;
    boolean isVector = parameter.value().rank() == 1;
    long rows = parameter.value().size(0);
    long width = isVector ? 1 : parameter.value().width();
    if (stored.rowSize() != width || form.firstRow() + rows > stored.rows()) {
      throw new ModelException(
          "%s: tensor '%s' is %s; model parameter '%s' has %,d rows of %,d"
              .formatted(
                  files.origin(), saved.name(), saved.shape(), parameter.name(), rows, width));
    }
    float[] values = new float[Math.toIntExact(rows * width)];
    stored.readRows(form.firstRow(), rows, values, 0);
    for (int i = 0; i < values.length; i++) {
      values[i] += form.offset();
    }
    queue.upload(MemorySegment.ofArray(values), parameter.value());
  }
}
