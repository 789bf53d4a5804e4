package dev.heed.models.load;

import static java.util.stream.Collectors.toMap;

import dev.heed.engine.Backend;
import dev.heed.engine.error.MemoryLimitException;
import dev.heed.models.arch.DecoderLayers;
import dev.heed.models.arch.DecoderModel;
import dev.heed.models.checkpoint.Checkpoint;
import dev.heed.models.checkpoint.StoredTensor;
import dev.heed.models.spec.Config;
import dev.heed.models.spec.DecoderFamilies;
import dev.heed.models.spec.DecoderFamily;
import dev.heed.models.spec.DecoderPositions;
import dev.heed.models.spec.DecoderSpec;
import dev.heed.models.spec.NameMap;
import dev.heed.models.spec.Part;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * What loading a decoder will do, decided from its configuration and the names in its checkpoint;
 * no weight has been read yet.
 *
 * @param name of the model, for error texts
 * @param spec what it is
 * @param names of its tensors
 * @param inputsFirst whether linear weights are stored [in, out]
 * @param need memory that the weights take
 */
public record DecoderPlan(
    String name, DecoderSpec spec, NameMap names, boolean inputsFirst, DecoderNeed need) {
  /**
   * Decides what to load.
   *
   * @throws dev.heed.models.spec.ModelException when the configuration names something that is not
   *     supported
   */
  public static DecoderPlan of(ModelSource source) {
    return of(source.name(), source.config(), source.checkpoint());
  }

  /** As {@link #of(ModelSource)}, from the parts. */
  public static DecoderPlan of(String name, Config config, Checkpoint checkpoint) {
    DecoderFamily family = DecoderFamilies.of(config);
    DecoderSpec spec = family.spec(config);
    return new DecoderPlan(
        name,
        spec,
        family.names(prefix(family, checkpoint)),
        family.storesInputsFirst(config),
        DecoderNeed.of(spec));
  }

  /**
   * A model from nothing, as a configuration describes it: there is no checkpoint.
   *
   * @throws dev.heed.models.spec.ModelException when the configuration names something that is not
   *     supported
   */
  public static DecoderPlan fromNothing(String name, Config config) {
    DecoderFamily family = DecoderFamilies.of(config);
    DecoderSpec spec = family.spec(config);
    return new DecoderPlan(
        name,
        spec,
        family.names(family.prefixes().getFirst()),
        family.storesInputsFirst(config),
        DecoderNeed.of(spec));
  }

  /**
   * Reads the weights. On any error nothing is left behind on the backend.
   *
   * @param checkpoint not needed any more afterwards
   * @param backend stays open longer than the model
   * @throws dev.heed.models.checkpoint.CheckpointException when a tensor is absent or of another
   *     shape
   * @throws MemoryLimitException when the backend's limit is too low, before anything is read
   */
  public DecoderModel load(Checkpoint checkpoint, Backend backend) {
    checkMemory(backend, needOn(backend, checkpoint.tensors()));
    try (WeightReader reader = new WeightReader(name, checkpoint, backend)) {
      DecoderLayers layers = new DecoderAssembly(spec, names, inputsFirst, reader).layers();
      return new DecoderModel(name, spec, layers, backend, reader.takeScopes());
    }
  }

  /**
   * Memory that the weights take on a backend that keeps weights in Q8_0, Q4_0 and Q4_1 as the file
   * has them.
   *
   * @param tensors of the checkpoint
   */
  public DecoderNeed needInBlocks(Collection<StoredTensor> tensors) {
    return need(WeightOrder.keepingBlocks(false), tensors);
  }

  /**
   * Memory that the weights take on a backend that also rounds other matrices to Q8_0, as {@code
   * cpu-simd} does with {@link dev.heed.engine.Compute#FAST}.
   *
   * @param tensors of the checkpoint
   */
  public DecoderNeed needRounded(Collection<StoredTensor> tensors) {
    return need(WeightOrder.keepingBlocks(true), tensors);
  }

  /**
   * Memory that the weights take on this backend with its options.
   *
   * @param tensors of the checkpoint
   */
  public DecoderNeed needOn(Backend backend, Collection<StoredTensor> tensors) {
    return need(WeightOrder.of(backend), tensors);
  }

  private DecoderNeed need(WeightOrder order, Collection<StoredTensor> tensors) {
    Map<String, Long> tables = new HashMap<>();
    tables.put(names.module(Part.WORDS), (long) spec.vocabulary() * spec.width());
    if (spec.positions() instanceof DecoderPositions.Learned learned) {
      tables.put(names.module(Part.POSITIONS), (long) learned.rows() * spec.width());
    }
    return need.in(
        order,
        DecoderMatrix.of(spec, names, inputsFirst),
        tables,
        tensors.stream().collect(toMap(StoredTensor::name, tensor -> tensor, (a, b) -> a)));
  }

  private void checkMemory(Backend backend, DecoderNeed there) {
    long limit = backend.options().memoryLimit();
    long used = backend.usage().bytes();
    long needed = there.weights() + there.loading();
    if (limit > 0 && needed > limit - used) {
      throw new MemoryLimitException(
          "model '%s' needs %,d bytes (%,d of weights, and %,d to load it); %,d of the limit of %,d are in use"
              .formatted(name, needed, there.weights(), there.loading(), used, limit));
    }
  }

  /** The prefix with which the word embeddings are there; the usual one where none is. */
  private static String prefix(DecoderFamily family, Checkpoint checkpoint) {
    return family.prefixes().stream()
        .filter(prefix ->
            checkpoint.contains(NameMap.weight(family.names(prefix).module(Part.WORDS)).getFirst()))
        .findFirst()
        .orElse(family.prefixes().getFirst());
  }
}
