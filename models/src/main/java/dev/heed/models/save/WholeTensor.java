package dev.heed.models.save;

import dev.heed.engine.CommandQueue;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.load.Adapters;
import dev.heed.models.load.LowRankSum;
import dev.heed.models.nn.Parameter;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A tensor as checkpoints have it, put together again from the parameters that were read from it.
 *
 * @param name in the checkpoint that it came from
 * @param parts one below the other, as {@link Parameter.Form#firstRow} says
 * @param change of low rank that is added; null for none
 */
record WholeTensor(String name, List<Parameter> parts, @Nullable Change change) {
  /**
   * What a change of low rank consists of.
   *
   * @param a [rank, in]
   * @param b [out, rank]
   * @param scale of their product
   */
  record Change(Parameter a, Parameter b, double scale) {}

  /**
   * All tensors of a model but those of changes of low rank, in the order of its layers.
   *
   * @param merged says how the changes count, which are added; null where there are none
   */
  static List<WholeTensor> of(List<Parameter> parameters, @Nullable Adapters merged) {
    Map<String, List<Parameter>> parts = new LinkedHashMap<>();
    Map<String, Parameter> changes = new LinkedHashMap<>();
    for (Parameter parameter : parameters) {
      if (parameter.kind() == Parameter.Kind.ADAPTER) {
        changes.put(parameter.name(), parameter);
      } else {
        parts.computeIfAbsent(parameter.name(), name -> new ArrayList<>()).add(parameter);
      }
    }
    List<WholeTensor> whole = new ArrayList<>();
    parts.forEach(
        (name, of) -> whole.add(new WholeTensor(name, of, change(name, changes, merged))));
    return whole;
  }

  private static @Nullable Change change(
      String name, Map<String, Parameter> changes, @Nullable Adapters merged) {
    String module = name.replaceFirst("\\.weight$", "");
    Parameter a = changes.get(Adapters.nameOfA(module));
    Parameter b = changes.get(Adapters.nameOfB(module));
    return a == null || b == null || merged == null ? null : new Change(a, b, merged.scale());
  }

  private int width() {
    return parts.getFirst().value().width();
  }

  private boolean isMatrix() {
    return parts.getFirst().value().rank() == 2;
  }

  private int rows() {
    return parts.stream().mapToInt(part -> part.value().size(0)).sum();
  }

  /**
   * As it is stored.
   *
   * @param inputsFirst whether the family stores matrices as [in, out]
   */
  long[] shape(boolean inputsFirst) {
    if (!isMatrix()) {
      return new long[] {rows()};
    }
    return isTurned(inputsFirst) ? new long[] {width(), rows()} : new long[] {rows(), width()};
  }

  private boolean isTurned(boolean inputsFirst) {
    return inputsFirst && parts.getFirst().form().transposed();
  }

  /**
   * Its values as they are stored.
   *
   * @param inputsFirst whether the family stores matrices as [in, out]
   * @param values where those of a parameter are
   */
  float[] values(boolean inputsFirst, Function<Parameter, Tensor> values, CommandQueue queue) {
    int width = isMatrix() ? width() : 1;
    float[] all = new float[Math.multiplyExact(rows(), width)];
    for (Parameter part : parts) {
      float[] own = download(values.apply(part), queue);
      float offset = part.form().offset();
      int at = part.form().firstRow() * width;
      for (int i = 0; i < own.length; i++) {
        all[at + i] = own[i] - offset;
      }
    }
    if (change != null) {
      add(change, all, values, queue);
    }
    return isTurned(inputsFirst) ? turned(all, width) : all;
  }

  private static void add(
      Change change, float[] all, Function<Parameter, Tensor> values, CommandQueue queue) {
    float[] a = download(values.apply(change.a()), queue);
    float[] b = download(values.apply(change.b()), queue);
    int rank = change.a().value().size(0);
    LowRankSum.add(all, a, b, rank, change.scale());
  }

  static float[] download(Tensor tensor, CommandQueue queue) {
    float[] values = new float[Math.toIntExact(tensor.elements())];
    queue.download(tensor, MemorySegment.ofArray(values));
    return values;
  }

  private static float[] turned(float[] rows, int width) {
    int count = rows.length / width;
    float[] turned = new float[rows.length];
    for (int r = 0; r < count; r++) {
      for (int c = 0; c < width; c++) {
        turned[c * count + r] = rows[r * width + c];
      }
    }
    return turned;
  }
}
