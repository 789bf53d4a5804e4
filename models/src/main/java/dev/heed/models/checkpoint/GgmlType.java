package dev.heed.models.checkpoint;

import com.google.common.collect.ImmutableMap;
import java.util.stream.Collectors;

/** The codes by which a GGUF file names the types of its tensors (ggml_type in ggml.h). */
final class GgmlType {
  private static final ImmutableMap<Integer, FileDType> READ =
      ImmutableMap.<Integer, FileDType>builder()
          .put(0, FileDType.F32)
          .put(1, FileDType.F16)
          .put(2, FileDType.Q4_0)
          .put(3, FileDType.Q4_1)
          .put(6, FileDType.Q5_0)
          .put(7, FileDType.Q5_1)
          .put(8, FileDType.Q8_0)
          .put(10, FileDType.Q2_K)
          .put(11, FileDType.Q3_K)
          .put(12, FileDType.Q4_K)
          .put(13, FileDType.Q5_K)
          .put(14, FileDType.Q6_K)
          .put(24, FileDType.I8)
          .put(25, FileDType.I16)
          .put(26, FileDType.I32)
          .put(27, FileDType.I64)
          .put(28, FileDType.F64)
          .put(30, FileDType.BF16)
          .buildOrThrow();

  /** Known, and refused by name. */
  private static final ImmutableMap<Integer, String> NOT_READ =
      ImmutableMap.<Integer, String>builder()
          .put(4, "Q4_2")
          .put(5, "Q4_3")
          .put(9, "Q8_1")
          .put(15, "Q8_K")
          .put(16, "IQ2_XXS")
          .put(17, "IQ2_XS")
          .put(18, "IQ3_XXS")
          .put(19, "IQ1_S")
          .put(20, "IQ4_NL")
          .put(21, "IQ3_S")
          .put(22, "IQ2_S")
          .put(23, "IQ4_XS")
          .put(29, "IQ1_M")
          .put(31, "Q4_0_4_4")
          .put(32, "Q4_0_4_8")
          .put(33, "Q4_0_8_8")
          .put(34, "TQ1_0")
          .put(35, "TQ2_0")
          .put(36, "IQ4_NL_4_4")
          .put(37, "IQ4_NL_4_8")
          .put(38, "IQ4_NL_8_8")
          .put(39, "MXFP4")
          .put(40, "NVFP4")
          .put(41, "Q1_0")
          .buildOrThrow();

  private GgmlType() {}

  /**
   * The type of that code.
   *
   * @throws CheckpointException if it is none that is read
   */
  static FileDType of(int code, String origin, String tensor) {
    FileDType dtype = READ.get(code);
    if (dtype == null) {
      throw new CheckpointException(
          "%s: tensor '%s' has the type %s, which is not read; expected one of %s"
              .formatted(
                  origin,
                  tensor,
                  NOT_READ.getOrDefault(code, Integer.toUnsignedString(code)),
                  READ.values().stream().map(Enum::name).collect(Collectors.joining(", "))));
    }
    return dtype;
  }
}
