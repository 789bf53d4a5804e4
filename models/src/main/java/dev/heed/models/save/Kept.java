package dev.heed.models.save;

import dev.heed.models.checkpoint.Checkpoint;
import dev.heed.models.checkpoint.StoredTensor;
import dev.heed.models.load.DecoderPlan;
import dev.heed.models.load.EncoderPlan;
import dev.heed.models.spec.NameMap;
import dev.heed.models.spec.Part;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Which tensors of a checkpoint are saved as they were, though the learned model has not read them.
 *
 * @param names by their names
 */
record Kept(Predicate<String> names) {
  /** What older versions of transformers stored and newer ones compute. */
  private static final List<String> COMPUTED =
      List.of(".attn.bias", ".attn.masked_bias", "rotary_emb.inv_freq", "embeddings.position_ids");

  /** A bare encoder keeps its pooler. What is left of another head is nothing to the new one. */
  static Kept ofEncoder(EncoderPlan plan) {
    NameMap names = plan.names();
    boolean pooler = SavedNames.isBare(plan.spec().head()) && names.has(Part.POOLER);
    return new Kept(name -> pooler && name.startsWith(names.module(Part.POOLER) + "."));
  }

  /**
   * All but buffers, and logits' weights where those of the words serve: a tower for images, say.
   */
  static Kept ofDecoder(DecoderPlan plan) {
    String logits = plan.names().module(Part.HEAD_OUT) + ".";
    boolean tied = plan.spec().tied();
    return new Kept(
        name -> COMPUTED.stream().noneMatch(name::endsWith) && !(tied && name.startsWith(logits)));
  }

  /** Those of a checkpoint that are none of the learned ones. */
  List<StoredTensor> of(Checkpoint checkpoint, List<WholeTensor> learned) {
    Set<String> known = learned.stream().map(WholeTensor::name).collect(Collectors.toSet());
    return checkpoint.tensors().stream()
        .filter(tensor -> !known.contains(tensor.name()) && names.test(tensor.name()))
        .toList();
  }
}
