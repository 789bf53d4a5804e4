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
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Loads all-MiniLM-L6-v2 step by step and prints the milliseconds of each: {@code stage millis}.
 * The time in which classes are loaded is a stage of its own, taken out of the others, where the
 * JVM counts it. The command line does the same but for reading tokenizer and weights at the same
 * time where it has two processors.
 *
 * <p>Arguments: the time of day in milliseconds at which the process was asked for.
 */
final class Stages {
  private static final String CLASSES = "class loading";
  private static final String WEIGHTS = "weights";
  private static final String PACKING = "packing";

  private final Map<String, Double> millis = new LinkedHashMap<>();
  private final Optional<PerfCounters> counters;
  private long lastNanos;
  private double lastClasses;

  private Stages(double untilMain) throws IOException {
    millis.put("JVM", untilMain);
    millis.put(CLASSES, 0.0);
    counters = PerfCounters.ofThisProcess();
    lastNanos = System.nanoTime();
    lastClasses = classes();
  }

  /** The program. */
  public static void main(String[] arguments) throws IOException {
    long untilMain = System.currentTimeMillis() - Long.parseLong(arguments[0]);
    Stages stages = new Stages(untilMain);
    stages.run("How do I get my money back?");
    if (stages.counters.isEmpty()) {
      stages.millis.remove(CLASSES);
    }
    stages.millis.forEach(
        (stage, time) -> System.out.printf(Locale.ROOT, "%s %.1f%n", stage, time));
  }

  private void run(String text) {
    try (Backend backend =
        new PackingClock(Backends.open(), () -> lap(WEIGHTS), () -> lap(PACKING))) {
      lap("backend");
      try (ModelSource source = ModelSource.open("all-minilm-l6-v2")) {
        lap("graph");
        Tokenizer tokenizer = source.requireTokenizer();
        lap("tokenizer");
        EncoderPlan plan = EncoderPlan.of(source, HeadChoice.NONE);
        try (EncoderModel model = plan.load(source.checkpoint(), backend, 1)) {
          lap(WEIGHTS);
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

  /** What has passed since the last lap goes to this stage, but for the loading of classes. */
  private void lap(String stage) {
    double passed = (System.nanoTime() - lastNanos) / 1e6;
    double classes = classes() - lastClasses;
    millis.merge(stage, passed - classes, Double::sum);
    millis.merge(CLASSES, classes, Double::sum);
    lastNanos = System.nanoTime();
    lastClasses = classes();
  }

  private double classes() {
    return counters.map(PerfCounters::classLoadingMillis).orElse(0.0);
  }
}
