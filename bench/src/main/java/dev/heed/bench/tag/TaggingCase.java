package dev.heed.bench.tag;

import dev.heed.models.tune.TuningMethod;
import java.util.ArrayList;
import java.util.List;

/**
 * One training.
 *
 * @param line what it is called
 * @param method which parameters
 * @param pretrained false for an encoder from nothing
 * @param seed of names, sentences and training
 */
record TaggingCase(String line, TuningMethod method, boolean pretrained, int seed) {
  private static final int SEEDS = 3;

  static List<TaggingCase> all() {
    List<TaggingCase> all = new ArrayList<>();
    for (int seed = 1; seed <= SEEDS; seed++) {
      all.add(new TaggingCase("probe", TuningMethod.PROBE, true, seed));
      all.add(new TaggingCase("lora", TuningMethod.LORA, true, seed));
      all.add(new TaggingCase("full", TuningMethod.FULL, true, seed));
      all.add(new TaggingCase("from nothing", TuningMethod.FULL, false, seed));
    }
    return all;
  }

  String name() {
    return line.replace(' ', '-') + "-" + seed;
  }
}
