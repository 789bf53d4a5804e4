package dev.heed.bench.generate;

import dev.heed.bench.Contestant;
import dev.heed.engine.tensor.DType;

/** One engine with one model and the prompt before it. */
interface Generator extends AutoCloseable {
  /** The engine and its version, as the table names it. */
  String name();

  /** Type of the keys and values that it remembers. */
  DType cache();

  /** Whether it computes with the file's weights, and not with some of its own made of them. */
  boolean sameWeights();

  /** A call reads the whole prompt, from nothing; closed with this. */
  Contestant prefill();

  /** A call takes {@link Work#STEPS} greedy steps behind the prompt; closed with this. */
  Contestant decode();

  /** The one of a kind. */
  default Contestant contestant(Work.Kind kind) {
    return switch (kind) {
      case PREFILL -> prefill();
      case DECODE -> decode();
    };
  }

  /** After the prompt: [vocabulary]. */
  float[] logits();

  /** The token after the prompt, and those of the greedy steps behind it but the last one's. */
  int[] continuation();

  @Override
  void close();
}
