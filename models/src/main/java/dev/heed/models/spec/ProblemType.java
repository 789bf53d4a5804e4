package dev.heed.models.spec;

/** How the logits of a classification head become scores. */
public enum ProblemType {
  /** Exactly one label holds: softmax over the logits. */
  SINGLE_LABEL,
  /** Each label holds or not: a sigmoid of each logit. */
  MULTI_LABEL,
  /** The logits are the values themselves. */
  REGRESSION
}
