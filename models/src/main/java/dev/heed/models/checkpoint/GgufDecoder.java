package dev.heed.models.checkpoint;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.node.ObjectNode;

/**
 * A decoder in a GGUF file, as a checkpoint with the names that Hugging Face gives its parameters
 * and a configuration in its spelling.
 *
 * <p>What the file does otherwise than a Hugging Face folder stands in the configuration, in an
 * object {@code heed}: {@code rope_pairing} {@code interleaved} where the rows of queries and keys
 * are stored for the rotation of neighbours; {@code rope_factors}, by which the frequencies of the
 * rotation are divided, where the file has them; {@code norm_offset_added} where the 1 of Gemma's
 * norms is in their weights; {@code linear_layout} {@code out_in} where GPT-2's linear weights are
 * stored as all others are.
 *
 * <p>A file without tensors is no model, but opens for its metadata: vocabularies are distributed
 * so.
 */
final class GgufDecoder implements AutoCloseable {
  private final GgufMetadata metadata;
  private final Checkpoint checkpoint;
  private final ObjectNode config;

  private GgufDecoder(GgufMetadata metadata, Checkpoint checkpoint, ObjectNode config) {
    this.metadata = metadata;
    this.checkpoint = checkpoint;
    this.config = config;
  }

  /**
   * Opens a file, with the others of its set.
   *
   * @throws CheckpointException if it cannot be read, or is no decoder of a supported architecture
   */
  static GgufDecoder open(Path file) {
    return of(GgufFile.open(file));
  }

  /** A file that is in memory. */
  static GgufDecoder parse(MemorySegment file, String origin) {
    return of(GgufFile.parse(file, origin));
  }

  private static GgufDecoder of(GgufFile file) {
    return file.memory().orClose(file.checkpoint().origin(), () -> named(file));
  }

  private static GgufDecoder named(GgufFile file) {
    GgufMetadata metadata = file.metadata();
    Checkpoint tensors = file.checkpoint();
    if (tensors.names().isEmpty()) {
      return new GgufDecoder(metadata, tensors, GgufConfig.ofVocabulary(metadata));
    }
    GgufArchitecture architecture = architecture(metadata);
    checkNoExperts(metadata, architecture, tensors);
    List<StoredTensor> renamed = new ArrayList<>();
    for (StoredTensor tensor : tensors.tensors()) {
      if (GgufNames.isForeign(tensor.name())) {
        continue;
      }
      renamed.add(
          tensor.renamed(
              GgufNames.of(architecture, tensor.name())
                  .orElseThrow(() ->
                      new CheckpointException(
                          "%s: tensor '%s' is none that a model of architecture '%s' has"
                              .formatted(tensors.origin(), tensor.name(), architecture.key())))));
    }
    Checkpoint checkpoint =
        new Checkpoint(tensors.origin(), renamed, tensors.metadata(), file.memory());
    return new GgufDecoder(metadata, checkpoint, GgufConfig.of(architecture, metadata, checkpoint));
  }

  private static GgufArchitecture architecture(GgufMetadata metadata) {
    String type = metadata.string("general.type").orElse("model");
    if (!type.equals("model")) {
      throw new CheckpointException(
          "%s: 'general.type' is '%s'; expected 'model'".formatted(metadata.origin(), type));
    }
    String key =
        metadata
            .string("general.architecture")
            .orElseThrow(() ->
                new CheckpointException(
                    "%s: has no 'general.architecture'; supported are %s"
                        .formatted(metadata.origin(), GgufArchitecture.list())));
    Optional<GgufArchitecture> architecture = GgufArchitecture.named(key);
    return architecture.orElseThrow(() ->
        new CheckpointException(
            "%s: the architecture '%s'%s is not supported; supported are %s"
                .formatted(
                    metadata.origin(),
                    key,
                    metadata.contains(key + ".expert_count") || key.endsWith("moe")
                        ? ", a mixture of experts,"
                        : "",
                    GgufArchitecture.list())));
  }

  /** {@code ffn_gate_inp} chooses the experts, {@code ffn_up_exps} or {@code ffn_up.0} are such. */
  private static void checkNoExperts(
      GgufMetadata metadata, GgufArchitecture architecture, Checkpoint tensors) {
    OptionalLong experts = metadata.integer(architecture.key() + ".expert_count");
    Optional<String> tensor =
        tensors.names().stream()
            .filter(name ->
                name.contains("_exps.")
                    || name.contains(".ffn_gate_inp")
                    || name.matches(".*\\.ffn_(gate|up|down)\\.\\d+\\..*"))
            .findFirst();
    if (experts.orElse(0) != 0 || tensor.isPresent()) {
      throw new CheckpointException(
          "%s: is a mixture of %s experts%s, which is not supported; supported are dense models of the architectures %s"
              .formatted(
                  metadata.origin(),
                  experts.isPresent() ? "%,d".formatted(experts.getAsLong()) : "several",
                  tensor.map(name -> " (tensor '" + name + "')").orElse(""),
                  GgufArchitecture.list()));
    }
  }

  GgufMetadata metadata() {
    return metadata;
  }

  Checkpoint checkpoint() {
    return checkpoint;
  }

  ObjectNode config() {
    return config;
  }

  /** Unmaps the files; {@link #checkpoint()} is closed with it. */
  @Override
  public void close() {
    checkpoint.close();
  }
}
