package dev.heed.models.load;

import dev.heed.engine.tensor.DType;
import dev.heed.models.checkpoint.StoredTensor;
import dev.heed.models.spec.CausalAttentionSpec;
import dev.heed.models.spec.DecoderSpec;
import dev.heed.models.spec.NameMap;
import dev.heed.models.spec.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A matrix [rows, columns] that {@link DecoderAssembly} packs, before anything is read.
 *
 * @param modules whose weights lie in it one under the other, or one module of which it is a part
 * @param inputsFirst whether they are stored [in, out]
 */
record DecoderMatrix(List<String> modules, int rows, int columns, boolean inputsFirst) {
  /** All of a decoder's; the one that gives the logits last. */
  static List<DecoderMatrix> of(DecoderSpec spec, NameMap names, boolean inputsFirst) {
    List<DecoderMatrix> all = new ArrayList<>();
    CausalAttentionSpec attention = spec.attention();
    int width = spec.width();
    int inner = spec.feedForward().width();
    int found = attention.heads() * attention.headSize();
    List<Part> queryKeyValue =
        names.has(Part.QUERY_KEY_VALUE)
            ? List.of(Part.QUERY_KEY_VALUE)
            : List.of(Part.QUERY, Part.KEY, Part.VALUE);
    List<Part> gateAndUp =
        names.has(Part.GATE_UP) ? List.of(Part.GATE_UP, Part.GATE_UP) : List.of(Part.GATE, Part.UP);
    List<Part> up = spec.feedForward().gated() ? gateAndUp : List.of(Part.UP);
    for (int layer = 0; layer < spec.layers().size(); layer++) {
      int l = layer;
      List<String> modules = queryKeyValue.stream().map(part -> names.module(part, l)).toList();
      all.add(new DecoderMatrix(modules, found + 2 * spec.keyWidth(), width, inputsFirst));
      all.add(of(names.module(Part.ATTENTION_OUT, l), width, found, inputsFirst));
      up.forEach(part -> all.add(of(names.module(part, l), inner, width, inputsFirst)));
      all.add(of(names.module(Part.DOWN, l), width, inner, inputsFirst));
    }
    String logits = names.module(spec.tied() ? Part.WORDS : Part.HEAD_OUT);
    all.add(of(logits, spec.vocabulary(), width, false));
    return all;
  }

  private static DecoderMatrix of(String module, int rows, int columns, boolean inputsFirst) {
    return new DecoderMatrix(List.of(module), rows, columns, inputsFirst);
  }

  long elements() {
    return (long) rows * columns;
  }

  /**
   * The type that it is packed from: F32, or the blocks that all of it is stored in.
   *
   * @param tensors of the checkpoint by their names
   * @param keeps whether a quantized type is packed as it is
   */
  DType packedFrom(Map<String, StoredTensor> tensors, Predicate<DType> keeps) {
    List<DType> types =
        modules.stream().map(module -> storedAs(module, tensors)).distinct().toList();
    DType type = types.getFirst();
    boolean blocks = !inputsFirst && types.size() == 1 && type.isQuantized();
    return blocks && keeps.test(type) ? type : DType.F32;
  }

  /** The blocks that a module's weight is stored in; F32 for all others. */
  static DType storedAs(String module, Map<String, StoredTensor> tensors) {
    return NameMap.weight(module).stream()
        .flatMap(name -> Stream.ofNullable(tensors.get(name)))
        .findFirst()
        .map(StoredBlocks::of)
        .orElse(DType.F32);
  }
}
