package dev.heed.app.report;

import dev.heed.app.console.Amount;
import dev.heed.models.generate.Timings;

/** How fast an answer came, for people. */
public final class AnswerNote {
  private AnswerNote() {}

  /** Such as {@code 24 prompt tokens at 312/s, 100 tokens at 41.7/s}. */
  public static String of(Timings timings) {
    StringBuilder note = new StringBuilder(Amount.of(timings.promptTokens(), "prompt token"));
    if (timings.cachedTokens() > 0) {
      note.append(" (%,d of them known)".formatted(timings.cachedTokens()));
    }
    append(note, timings.prefillTokensPerSecond());
    note.append(", ").append(Amount.of(timings.generatedTokens(), "token"));
    append(note, timings.decodeTokensPerSecond());
    return note.toString();
  }

  private static void append(StringBuilder note, double perSecond) {
    if (perSecond > 0) {
      note.append(" at ").append(Amount.significant(perSecond)).append("/s");
    }
  }
}
