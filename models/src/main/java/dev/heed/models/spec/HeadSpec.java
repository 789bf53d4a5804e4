package dev.heed.models.spec;

import dev.heed.engine.op.Activation;
import dev.heed.engine.op.Pooling;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a model computes from its last hidden states. */
public sealed interface HeadSpec {
  /** No head. */
  HeadSpec NONE = new None();

  /** Nothing: the states themselves are the result. */
  record None() implements HeadSpec {}

  /** One row of logits per sequence. */
  sealed interface OfTexts extends HeadSpec {
    /** Names of the logits. */
    List<String> labels();

    /** How logits become scores. */
    ProblemType problem();
  }

  /**
   * One row of logits per sequence, from its first token.
   *
   * @param labels names of the logits
   * @param problem how logits become scores
   * @param hidden activation of the head's own dense layer; null where the head reads the pooler
   */
  record SequenceClassification(
      List<String> labels, ProblemType problem, @Nullable Activation hidden) implements OfTexts {
    public SequenceClassification {
      labels = List.copyOf(labels);
    }
  }

  /**
   * One row of logits per sequence: its states are made one, which a single dense layer takes to
   * the labels. sentence-transformers has it as the modules Transformer, Pooling and Dense.
   *
   * @param labels names of the logits
   * @param problem how logits become scores
   * @param pooling of a sequence's states
   */
  record Pooled(List<String> labels, ProblemType problem, Pooling pooling) implements OfTexts {
    /** Where the dense layer is: in a file of its own, in this folder. */
    static final String MODULE = "2_Dense.linear";

    public Pooled {
      labels = List.copyOf(labels);
    }
  }

  /**
   * One row of logits per token.
   *
   * @param labels names of the logits
   */
  record TokenClassification(List<String> labels) implements HeadSpec {
    public TokenClassification {
      labels = List.copyOf(labels);
    }
  }

  /**
   * Logits over the vocabulary for each token: dense, activation, norm, then the decoder.
   *
   * @param activation of the dense layer
   * @param tied whether the decoder's weight is the table of word embeddings
   */
  record MaskedLanguage(Activation activation, boolean tied) implements HeadSpec {}
}
