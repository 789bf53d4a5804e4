package dev.heed.app.report;

import dev.heed.engine.error.HeedException;
import dev.heed.models.checkpoint.FileDType;
import dev.heed.models.checkpoint.StoredTensor;
import dev.heed.models.load.EmbeddingSettings;
import dev.heed.models.load.EncoderPlan;
import dev.heed.models.load.HeadChoice;
import dev.heed.models.load.ModelSource;
import dev.heed.models.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a model's files say, without loading it. Parts that Heed does not understand are empty, and
 * {@code problems} says why.
 *
 * @param name as it was asked for
 * @param origin the file or folder of its weights
 * @param plan what loading it would do
 * @param tokenizer its tokenizer
 * @param embedding how it makes embeddings
 * @param tensors as they are stored
 * @param problems one line for each part that is not understood
 */
public record Inspection(
    String name,
    String origin,
    Optional<EncoderPlan> plan,
    Optional<Tokenizer> tokenizer,
    Optional<EmbeddingSettings> embedding,
    List<StoredTensor> tensors,
    List<String> problems) {

  /** Reads the configuration and the descriptions of the tensors. */
  public static Inspection of(ModelSource source) {
    List<String> problems = new ArrayList<>();
    return new Inspection(
        source.name(),
        source.checkpoint().origin(),
        understood(() -> Optional.of(EncoderPlan.of(source, HeadChoice.CONFIGURED)), problems),
        understood(source::tokenizer, problems),
        understood(() -> Optional.of(source.embedding()), problems),
        List.copyOf(source.checkpoint().tensors()),
        problems);
  }

  private static <T> Optional<T> understood(Supplier<Optional<T>> part, List<String> problems) {
    try {
      return part.get();
    } catch (HeedException e) {
      problems.add(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /** Elements of all tensors together. */
  public long parameters() {
    return tensors.stream()
        .mapToLong(tensor -> tensor.shape().stream().reduce(1L, (a, b) -> a * b))
        .sum();
  }

  /** Bytes of all tensors together, as they are stored. */
  public long bytes() {
    return tensors.stream().mapToLong(tensor -> tensor.data().byteSize()).sum();
  }

  /** How many tensors there are of each type. */
  public Map<FileDType, Integer> types() {
    Map<FileDType, Integer> counts = new EnumMap<>(FileDType.class);
    tensors.forEach(tensor -> counts.merge(tensor.dtype(), 1, Integer::sum));
    return counts;
  }
}
