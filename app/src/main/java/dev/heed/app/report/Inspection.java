package dev.heed.app.report;

import dev.heed.engine.error.HeedException;
import dev.heed.models.checkpoint.FileDType;
import dev.heed.models.checkpoint.StoredTensor;
import dev.heed.models.load.DecoderPlan;
import dev.heed.models.load.EmbeddingSettings;
import dev.heed.models.load.EncoderPlan;
import dev.heed.models.load.HeadChoice;
import dev.heed.models.load.ModelSource;
import dev.heed.models.spec.Families;
import dev.heed.models.spec.HeadSpec;
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
 * @param encoder what loading it would do, if it is an encoder
 * @param decoder the same, if it is a language model
 * @param refusal why it cannot be loaded: there is no plan then
 * @param tokenizer its tokenizer
 * @param embedding how an encoder makes embeddings
 * @param chat whether it brings a template for conversations
 * @param tensors as they are stored
 * @param problems one line for each part that is not understood, the refusal not among them
 */
public record Inspection(
    String name,
    String origin,
    Optional<EncoderPlan> encoder,
    Optional<DecoderPlan> decoder,
    Optional<String> refusal,
    Optional<Tokenizer> tokenizer,
    Optional<EmbeddingSettings> embedding,
    boolean chat,
    List<StoredTensor> tensors,
    List<String> problems) {

  /** Reads the configuration and the descriptions of the tensors. */
  public static Inspection of(ModelSource source) {
    List<String> problems = new ArrayList<>();
    List<String> refusals = new ArrayList<>();
    boolean encodes =
        understood(() -> Families.find(source.config()), new ArrayList<>()).isPresent();
    return new Inspection(
        source.name(),
        source.checkpoint().origin(),
        encodes
            ? understood(() -> Optional.of(EncoderPlan.of(source, HeadChoice.CONFIGURED)), refusals)
            : Optional.empty(),
        encodes
            ? Optional.empty()
            : understood(() -> Optional.of(DecoderPlan.of(source)), refusals),
        refusals.stream().findFirst(),
        understood(source::tokenizer, problems),
        encodes ? understood(() -> embedding(source), problems) : Optional.empty(),
        !encodes
            && understood(
                    () -> Optional.ofNullable(source.generation().chatTemplates().forChat(false)),
                    problems)
                .isPresent(),
        List.copyOf(source.checkpoint().tensors()),
        problems);
  }

  /** What a head reads behind the pooling makes no vectors. */
  private static Optional<EmbeddingSettings> embedding(ModelSource source) {
    return source.head() instanceof HeadSpec.Pooled
        ? Optional.empty()
        : Optional.of(source.embedding());
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

  /** How many tensors there are of each type, and their bytes. */
  public Map<FileDType, Stored> types() {
    Map<FileDType, Stored> types = new EnumMap<>(FileDType.class);
    tensors.forEach(tensor ->
        types.merge(tensor.dtype(), new Stored(1, tensor.data().byteSize()), Stored::plus));
    return types;
  }

  /** Tensors of one type. */
  public record Stored(int count, long bytes) {
    Stored plus(Stored other) {
      return new Stored(count + other.count, bytes + other.bytes);
    }
  }
}
