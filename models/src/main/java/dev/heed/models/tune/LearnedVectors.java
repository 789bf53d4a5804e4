package dev.heed.models.tune;

import dev.heed.engine.op.NormalizeRows;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.arch.LearnedEncoder;
import dev.heed.models.arch.TokenBatch;
import dev.heed.models.load.EmbeddingSettings;
import dev.heed.models.nn.Pass;
import dev.heed.models.train.Forward;
import java.util.List;

/** Vectors of an encoder that is learned, as its settings make them. */
record LearnedVectors(LearnedEncoder model, EmbeddingSettings embedding, TextInput input) {
  private static final float LEAST_NORM = 1e-12f;

  /** The tokens of a text behind the prefix of its role. */
  EncodedText encode(Retrieval.Role role, String text) {
    String prefix =
        switch (role) {
          case TEXT -> embedding.textPrefix();
          case QUERY -> embedding.queryPrefix();
          case PASSAGE -> embedding.passagePrefix();
        };
    return input.encode(List.of(prefix + text));
  }

  /** The vectors as they are now. */
  Retrieval.Vectors by(Forward forward) {
    return (role, texts) -> {
      List<EncodedText> encoded = texts.stream().map(text -> encode(role, text)).toList();
      return List.of(InOrder.run(forward, encoded, this::vectors));
    };
  }

  /** Runs the largest batches of what {@link #by} would run. */
  void runLargest(Forward forward, Retrieval.Role role, List<String> texts) {
    InOrder.runLargest(
        forward, texts.stream().map(text -> encode(role, text)).toList(), this::vectors);
  }

  private Tensor vectors(Pass pass, TokenBatch batch) {
    Tensor pooled = model.pooled(pass, batch, embedding.pooling());
    if (embedding.normalize()) {
      pass.run(new NormalizeRows(pooled, LEAST_NORM, pooled));
    }
    return pooled;
  }
}
