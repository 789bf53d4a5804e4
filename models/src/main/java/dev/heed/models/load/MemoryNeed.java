package dev.heed.models.load;

import dev.heed.models.spec.HeadSpec;
import dev.heed.models.spec.TransformerSpec;

/**
 * The memory that a model takes on a backend, in bytes, known before anything is loaded.
 *
 * @param weights all parameters as F32; a backend's private order may round matrices up
 * @param loading taken besides while weights are packed: the largest matrix as it is read
 * @param perToken activations of each token that is being computed; a backend's own scratch comes
 *     on top
 */
public record MemoryNeed(long weights, long loading, long perToken) {
  /** Token ids, positions and types, 32 bits each. */
  private static final long INDICES = 3L * Integer.BYTES;

  /** What a model of these sizes takes. */
  public static MemoryNeed of(TransformerSpec spec) {
    long width = spec.width();
    long inner = spec.feedForward().width();
    long vocabulary = spec.vocabulary();
    long tables = (vocabulary + spec.positions().rows() + spec.tokenTypes()) * width;
    long layer = 4 * width * width + 2 * inner * width + 4 * width + inner + width + 4 * width;
    long elements = tables + 2 * width + spec.layers() * layer;
    long largest = Math.max(3 * width, inner) * width;
    long logits = 0;
    if (spec.pooler()) {
      elements += width * width + width;
    }
    switch (spec.head()) {
      case HeadSpec.None none -> {}
      case HeadSpec.SequenceClassification head -> {
        long labels = head.labels().size();
        elements += labels * (width + 1) + (head.hidden() == null ? 0 : width * width + width);
      }
      case HeadSpec.Pooled head -> elements += head.labels().size() * (width + 1);
      case HeadSpec.TokenClassification head -> {
        logits = head.labels().size();
        elements += logits * (width + 1);
      }
      case HeadSpec.MaskedLanguage head -> {
        logits = vocabulary + width;
        elements += vocabulary * (width + 1) + width * width + 3 * width;
        largest = Math.max(largest, vocabulary * width);
      }
    }
    long activations = 2 * width + Math.max(3 * width, inner) + logits;
    return new MemoryNeed(
        elements * Float.BYTES, largest * Float.BYTES, activations * Float.BYTES + INDICES);
  }

  /** What must be free to load the model and run {@code tokens} tokens at once. */
  public long toRun(long tokens) {
    return weights + Math.max(loading, tokens * perToken);
  }
}
