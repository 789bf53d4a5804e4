package dev.heed.bench.generate;

import java.util.List;
import java.util.stream.Stream;

/**
 * One part of generating a text, on one file.
 *
 * @param quantization of the file's weights
 */
record Work(Kind kind, String quantization) {
  /** Tokens of the prompt. */
  static final int PROMPT = 512;

  /** Tokens that follow it. */
  static final int STEPS = 128;

  /** Which part. */
  enum Kind {
    /** The prompt at once, and logits after its last token. */
    PREFILL(PROMPT),
    /** Greedy tokens one after the other, behind the prompt. */
    DECODE(STEPS);

    private final int tokens;

    Kind(int tokens) {
      this.tokens = tokens;
    }

    /** Of one call. */
    int tokens() {
      return tokens;
    }
  }

  /** Everything that the table measures. */
  static List<Work> all() {
    return SmolLm2.QUANTIZATIONS.stream()
        .flatMap(quantization -> Stream.of(Kind.values()).map(kind -> new Work(kind, quantization)))
        .toList();
  }

  /** Such as {@code prefill 512, Q4_0}. */
  String name() {
    return switch (kind) {
      case PREFILL -> "prefill %d, %s".formatted(PROMPT, quantization);
      case DECODE -> "decode %d, %s".formatted(STEPS, quantization);
    };
  }
}
