package dev.heed.models.spec;

import java.util.List;
import java.util.stream.Collectors;

/** The families that are supported. */
public final class Families {
  private static final List<Family> ALL =
      List.of(new BertFamily(), new RobertaFamily(), new DistilBertFamily());

  private Families() {}

  /** All of them. */
  public static List<Family> all() {
    return ALL;
  }

  /**
   * The family that a configuration names.
   *
   * @throws ModelException when it is not supported
   */
  public static Family of(Config config) {
    String type = config.modelType();
    for (Family family : ALL) {
      if (family.modelTypes().contains(type)) {
        return family;
      }
    }
    throw new ModelException(
        "%s: 'model_type' is '%s'; supported are %s"
            .formatted(
                config.origin(),
                type,
                ALL.stream()
                    .flatMap(family -> family.modelTypes().stream())
                    .collect(Collectors.joining(", "))));
  }
}
