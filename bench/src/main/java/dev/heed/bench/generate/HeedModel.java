package dev.heed.bench.generate;

import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.BackendRequest;
import dev.heed.engine.Backends;
import dev.heed.engine.Compute;
import dev.heed.engine.tensor.DType;
import dev.heed.models.arch.DecoderModel;
import dev.heed.models.load.DecoderPlan;
import dev.heed.models.load.ModelSource;
import java.nio.file.Path;
import java.util.Arrays;

/** A GGUF file on the SIMD backend, in its quickest arithmetic. */
final class HeedModel implements AutoCloseable {
  private final Backend backend;
  private final DecoderModel model;
  private final Cost cost;

  HeedModel(Path file, int threads) {
    try (ModelSource source = ModelSource.open(file)) {
      DecoderPlan plan = DecoderPlan.of(source);
      cost = new Cost(plan.spec(), source.checkpoint().bytes());
      backend =
          Backends.installed()
              .choose(BackendRequest.named("cpu-simd"))
              .open(
                  BackendOptions.fromEnvironment().withCompute(Compute.FAST).withThreads(threads));
      model = plan.load(source.checkpoint(), backend);
    }
  }

  /** The first token ids of a text. */
  static int[] prompt(Path file, String text, int tokens) {
    try (ModelSource source = ModelSource.open(file)) {
      int[] ids = source.requireTokenizer().encode(text).ids();
      if (ids.length < tokens) {
        throw new IllegalArgumentException(
            "the text has %,d tokens; expected at least %,d".formatted(ids.length, tokens));
      }
      return Arrays.copyOf(ids, tokens);
    }
  }

  /** What it must compute and read. */
  Cost cost() {
    return cost;
  }

  /**
   * With a session of its own; close it before this.
   *
   * @param cache type of keys and values
   */
  HeedGenerator generator(int[] prompt, int steps, DType cache) {
    return new HeedGenerator(
        model, "heed %s fast".formatted(backend.device().backend()), prompt, steps, cache);
  }

  @Override
  public void close() {
    model.close();
    backend.close();
  }
}
