package dev.heed.models.spec;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The families of decoders that are supported. */
public final class DecoderFamilies {
  private static final List<DecoderFamily> ALL =
      List.of(
          new LlamaFamily(),
          new MistralFamily(),
          new Qwen2Family(),
          new Qwen3Family(),
          new Gemma2Family(),
          new Gemma3Family(),
          new Phi3Family(),
          new Gpt2Family());

  private static final List<String> EXPERTS =
      List.of("num_local_experts", "num_experts", "n_routed_experts", "moe_num_experts");

  private DecoderFamilies() {}

  /** All of them. */
  public static List<DecoderFamily> all() {
    return ALL;
  }

  /** The family that a configuration names; empty where it is none of decoders. */
  public static Optional<DecoderFamily> find(Config config) {
    String type = config.modelType();
    return ALL.stream().filter(family -> family.modelTypes().contains(type)).findFirst();
  }

  /**
   * The family that a configuration names.
   *
   * @throws ModelException when it is not supported, or an encoder
   */
  public static DecoderFamily of(Config config) {
    refuseExperts(config);
    Config text = config.part("text_config");
    if (text != null) {
      refuseExperts(text);
    }
    return find(config)
        .orElseThrow(() ->
            Families.find(config).isPresent()
                ? new ModelException(
                    "%s: 'model_type' is '%s', an encoder; here a language model is expected: %s. 'heed embed' and 'heed search' take it, and TextEmbedder in a program"
                        .formatted(config.origin(), config.modelType(), types()))
                : Families.unknown(config));
  }

  /** The family of a {@code model_type}. */
  public static DecoderFamily named(String type) {
    return ALL.stream()
        .filter(family -> family.modelTypes().contains(type))
        .findFirst()
        .orElseThrow(
            () -> new ModelException("'%s' is no family of decoders: %s".formatted(type, types())));
  }

  private static void refuseExperts(Config config) {
    for (String key : EXPERTS) {
      if (config.sizeOr(key, Limits.WIDTH, 0) > 1) {
        throw new ModelException(
            "%s: '%s' says that this is a mixture of experts, which is not supported"
                .formatted(config.origin(), key));
      }
    }
  }

  static String types() {
    return ALL.stream()
        .flatMap(family -> family.modelTypes().stream())
        .collect(Collectors.joining(", "));
  }
}
