package dev.heed.models.spec;

/** The parameters of an encoder, as the layers know them. */
public enum Part {
  WORDS,
  POSITIONS,
  TOKEN_TYPES,
  EMBEDDING_NORM,
  QUERY,
  KEY,
  VALUE,
  ATTENTION_OUT,
  ATTENTION_NORM,
  UP,
  DOWN,
  FEED_FORWARD_NORM,
  POOLER,
  /** The dense layer of a head, before its output. */
  HEAD_DENSE,
  HEAD_NORM,
  HEAD_OUT,
  /** A bias of the head's output that is stored away from its weight. */
  HEAD_OUT_BIAS
}
