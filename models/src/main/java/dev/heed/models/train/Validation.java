package dev.heed.models.train;

/** Measures a model on data that it does not learn from. */
@FunctionalInterface
public interface Validation {
  /** Runs the model over all that data. The same parameters give the same measurement. */
  Measurement measure(Forward forward);
}
