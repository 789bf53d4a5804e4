package dev.heed.models.spec;

import dev.heed.engine.op.Activation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Models of one shape and naming: reads their configuration and knows their tensors' names. */
public interface Family {
  /** What {@code model_type} may say. */
  List<String> modelTypes();

  /** Prefixes that the encoder's own tensors may have, such as {@code bert.} and none. */
  List<String> prefixes();

  /**
   * The encoder that a configuration describes, without its head; with a pooler where the family
   * has one.
   *
   * @throws ModelException naming the key that is absent, out of range or not supported
   */
  TransformerSpec body(Config config);

  /**
   * The head that a configuration names.
   *
   * @throws ModelException when {@code architectures} names one that is not supported
   */
  HeadSpec head(Config config);

  /**
   * Activation of the dense layer that a head for whole texts has; null where it reads the pooler.
   */
  @Nullable Activation hiddenOfTexts();

  /** Activation of the dense layer that a masked language head has. */
  Activation hiddenOfWords(TransformerSpec body);

  /** Where checkpoints keep the parts of a model with that head. */
  NameMap names(String prefix, HeadSpec head);
}
