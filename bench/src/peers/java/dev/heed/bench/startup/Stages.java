package dev.heed.bench.startup;

import dev.heed.engine.Backend;
import dev.heed.engine.Backends;
import dev.heed.engine.op.Pooling;
import dev.heed.models.arch.EncoderModel;
import dev.heed.models.arch.TokenBatch;
import dev.heed.models.load.EncoderPlan;
import dev.heed.models.load.HeadChoice;
import dev.heed.models.load.ModelSource;
import dev.heed.models.tokenizer.Tokenizer;
import java.util.List;
import java.util.Locale;

/**
 * Loads all-MiniLM-L6-v2 step by step and prints the milliseconds of each: {@code stage millis}.
 * The command line reads tokenizer and weights at the same time where it has two processors.
 *
 * <p>Arguments: the time of day in milliseconds at which the process was asked for.
 */
final class Stages {
  private long last = System.nanoTime();

  private Stages() {}

  /** The program. */
  public static void main(String[] arguments) {
    long begun = Long.parseLong(arguments[0]);
    System.out.printf("JVM %d.0%n", System.currentTimeMillis() - begun);
    new Stages().run("How do I get my money back?");
  }

  private void run(String text) {
    try (Backend backend = Backends.open()) {
      lap("backend");
      try (ModelSource source = ModelSource.open("all-minilm-l6-v2")) {
        lap("graph");
        Tokenizer tokenizer = source.requireTokenizer();
        lap("tokenizer");
        EncoderPlan plan = EncoderPlan.of(source, HeadChoice.NONE);
        try (EncoderModel model = plan.load(source.checkpoint(), backend, 1)) {
          lap("weights and packing");
          TokenBatch batch = TokenBatch.of(List.of(tokenizer.encode(text).ids()));
          lap("tokens");
          model.embed(batch, Pooling.MEAN, true);
          lap("first forward");
          model.embed(batch, Pooling.MEAN, true);
          lap("second forward");
        }
      }
    }
  }

  private void lap(String stage) {
    long now = System.nanoTime();
    System.out.printf(Locale.ROOT, "%s %.1f%n", stage, (now - last) / 1e6);
    last = System.nanoTime();
  }
}
