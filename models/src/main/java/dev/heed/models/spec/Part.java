package dev.heed.models.spec;

/** The parameters of a Transformer, as the layers know them. */
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
  /** Queries, keys and values in one matrix, one under the other. */
  QUERY_KEY_VALUE,
  /** Of each head's queries, before they are rotated. */
  QUERY_NORM,
  KEY_NORM,
  /** Of what attention gives, before it is added to the stream. */
  ATTENTION_BRANCH_NORM,
  GATE,
  /** Gate and up in one matrix, one under the other. */
  GATE_UP,
  /** Of what the feed-forward gives, before it is added to the stream. */
  FEED_FORWARD_BRANCH_NORM,
  /** After the last layer. */
  LAST_NORM,
  POOLER,
  /** The dense layer of a head, before its output. */
  HEAD_DENSE,
  HEAD_NORM,
  HEAD_OUT,
  /** A bias of the head's output that is stored away from its weight. */
  HEAD_OUT_BIAS
}
