package dev.heed.models.spec;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The families of encoders that are supported. */
public final class Families {
  private static final List<Family> ALL =
      List.of(new BertFamily(), new RobertaFamily(), new DistilBertFamily());

  private Families() {}

  /** All of them. */
  public static List<Family> all() {
    return ALL;
  }

  /** The family that a configuration names; empty where it is none of encoders. */
  public static Optional<Family> find(Config config) {
    String type = config.modelType();
    return ALL.stream().filter(family -> family.modelTypes().contains(type)).findFirst();
  }

  /** The family of a spec that one of them made. */
  public static Family of(TransformerSpec spec) {
    return ALL.stream()
        .filter(family -> family.modelTypes().contains(spec.family()))
        .findFirst()
        .orElseThrow(() ->
            new ModelException(
                "'%s' is no family of encoders: %s".formatted(spec.family(), types())));
  }

  /**
   * The family that a configuration names.
   *
   * @throws ModelException when it is not supported, or a language model
   */
  public static Family of(Config config) {
    return find(config)
        .orElseThrow(() ->
            DecoderFamilies.find(config).isPresent()
                ? new ModelException(
                    "%s: 'model_type' is '%s', a language model; here an encoder is expected: %s. 'heed generate' continues texts with it, and TextGenerator in a program"
                        .formatted(config.origin(), config.modelType(), types()))
                : unknown(config));
  }

  /** For a type that no family has. */
  static ModelException unknown(Config config) {
    return new ModelException(
        "%s: 'model_type' is '%s'; supported are %s, and %s to generate text"
            .formatted(config.origin(), config.modelType(), types(), DecoderFamilies.types()));
  }

  static String types() {
    return ALL.stream()
        .flatMap(family -> family.modelTypes().stream())
        .collect(Collectors.joining(", "));
  }
}
