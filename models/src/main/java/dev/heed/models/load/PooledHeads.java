package dev.heed.models.load;

import dev.heed.models.checkpoint.SentenceSettings;
import dev.heed.models.spec.Config;
import dev.heed.models.spec.HeadSpec;
import dev.heed.models.spec.ModelException;
import java.util.List;

/** Heads as sentence-transformers writes them: a dense layer behind the pooling. */
final class PooledHeads {
  private PooledHeads() {}

  /**
   * The head that settings with a dense layer and a configuration with labels describe.
   *
   * @throws ModelException when they do not fit each other, or need a step that is not supported
   */
  static HeadSpec.Pooled of(SentenceSettings written, Config config) {
    SentenceSettings.Dense dense = written.dense().orElseThrow();
    List<String> labels = config.labels();
    if (dense.out() != labels.size()) {
      throw new ModelException(
          "%s: the Dense of modules.json gives %,d values, and the configuration names %,d labels"
              .formatted(config.origin(), dense.out(), labels.size()));
    }
    if (!dense.activation().equals(SentenceSettings.Dense.IDENTITY) || !dense.bias()) {
      throw new ModelException(
          "%s: the Dense of modules.json has the activation %s and %s; a head for labels is supported with %s and a bias"
              .formatted(
                  config.origin(),
                  dense.activation(),
                  dense.bias() ? "a bias" : "no bias",
                  SentenceSettings.Dense.IDENTITY));
    }
    return new HeadSpec.Pooled(
        labels,
        config.problem(labels.size()),
        EmbeddingSettings.pooling(written.pooling(), config.origin()));
  }
}
