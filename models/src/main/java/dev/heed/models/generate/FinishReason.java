package dev.heed.models.generate;

import java.util.Locale;

/** Why an answer ended. */
public enum FinishReason {
  /** It has as many tokens as were allowed, or the context is full. */
  LENGTH,
  /** A stop string or a stop token of the options. */
  STOP,
  /** An end token of the model. */
  EOS,
  /** It was cancelled. */
  CANCELLED;

  /** As JSON has it: {@code length}, {@code stop}, {@code eos}, {@code cancelled}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
