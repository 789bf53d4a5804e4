package dev.heed.models.checkpoint;

import tools.jackson.databind.node.ObjectNode;

/** How a GGUF file says that queries and keys are turned, in the words of config.json. */
final class GgufRope {
  private final String architecture;
  private final GgufMetadata metadata;

  GgufRope(String architecture, GgufMetadata metadata) {
    this.architecture = architecture;
    this.metadata = metadata;
  }

  /**
   * {@code rope_theta}, {@code partial_rotary_factor} and {@code rope_scaling}, where not usual.
   */
  void put(ObjectNode json, int headSize) {
    json.put("rope_theta", number("rope.freq_base", 10_000));
    long turned = metadata.integer(key("rope.dimension_count")).orElse(headSize);
    if (turned < 1 || turned > headSize || turned % 2 != 0) {
      throw failure(
          "rope.dimension_count",
          "is %,d; expected an even number up to the %,d of a head".formatted(turned, headSize));
    }
    if (turned != headSize) {
      json.put("partial_rotary_factor", part(turned, headSize));
    }
    String type = metadata.string(key("rope.scaling.type")).orElse("");
    switch (type) {
      case "none" -> {}
      case "" -> {
        // As files of 2023 have it.
        putLinear(json, number("rope.scaling.factor", number("rope.scale_linear", 1)));
      }
      case "linear" -> putLinear(json, number("rope.scaling.factor", 1));
      case "yarn" -> putYarn(json);
      case "longrope" -> {} // Its factors are tensors.
      default ->
          throw failure(
              "rope.scaling.type",
              "is '%s', which is not supported; expected none, linear, yarn or longrope"
                  .formatted(type));
    }
  }

  /** A part of the head that gives the same number again, whichever way it is rounded. */
  private static double part(long turned, int headSize) {
    double part = turned / (double) headSize;
    return (long) (headSize * part) < turned ? Math.nextUp(part) : part;
  }

  private static void putLinear(ObjectNode json, double factor) {
    if (factor != 1 && factor != 0) {
      json.putObject("rope_scaling").put("rope_type", "linear").put("factor", factor);
    }
  }

  private void putYarn(ObjectNode json) {
    if (number("rope.scaling.attn_factor", 1) != 1
        || metadata.contains(key("rope.scaling.yarn_log_multiplier"))) {
      throw failure(
          "rope.scaling.attn_factor",
          "or its yarn_log_multiplier changes the scale of YaRN, which is not supported");
    }
    ObjectNode scaling = json.putObject("rope_scaling").put("rope_type", "yarn");
    scaling.put("factor", number("rope.scaling.factor", 1));
    metadata
        .integer(key("rope.scaling.original_context_length"))
        .ifPresent(length -> scaling.put("original_max_position_embeddings", length));
    metadata
        .number(key("rope.scaling.yarn_beta_fast"))
        .ifPresent(beta -> scaling.put("beta_fast", beta));
    metadata
        .number(key("rope.scaling.yarn_beta_slow"))
        .ifPresent(beta -> scaling.put("beta_slow", beta));
  }

  private double number(String name, double otherwise) {
    return metadata.number(key(name)).orElse(otherwise);
  }

  private String key(String name) {
    return architecture + "." + name;
  }

  private CheckpointException failure(String name, String what) {
    return new CheckpointException(
        "%s: metadata '%s' %s".formatted(metadata.origin(), key(name), what));
  }
}
