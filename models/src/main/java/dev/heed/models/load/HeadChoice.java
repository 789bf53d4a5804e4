package dev.heed.models.load;

/** Which part of a checkpoint to load. */
public enum HeadChoice {
  /** Everything that its configuration names. */
  CONFIGURED,
  /** The encoder alone, whatever head lies beside it: what an embedder needs. */
  NONE
}
