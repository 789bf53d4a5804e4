package dev.heed.models.data;

import java.util.Locale;

/** What a data set is for. */
public enum DataPart {
  /** Parameters learn from it, and everything is fitted on it. */
  TRAINING,
  /** Decides when to stop and which checkpoint is best. */
  VALIDATION,
  /** Is measured at the end, and decides nothing. */
  TEST;

  /** Such as {@code training}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
