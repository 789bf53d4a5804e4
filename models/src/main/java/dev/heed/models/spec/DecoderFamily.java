package dev.heed.models.spec;

import java.util.List;

/** Decoders of one shape and naming: reads their configuration and knows their tensors' names. */
public interface DecoderFamily {
  /** What {@code model_type} may say. */
  List<String> modelTypes();

  /** Prefixes that the body's own tensors may have, such as {@code model.}; the usual one first. */
  List<String> prefixes();

  /**
   * The decoder that a configuration describes.
   *
   * @throws ModelException naming the key that is absent, out of range or not supported
   */
  DecoderSpec spec(Config config);

  /** Where checkpoints keep the parts; the logits' own weight without the prefix. */
  NameMap names(String prefix);

  /** True where linear weights are stored [in, out], the other way round than usual. */
  default boolean storesInputsFirst(Config config) {
    return false;
  }
}
