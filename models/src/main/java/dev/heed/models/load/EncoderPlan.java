package dev.heed.models.load;

import dev.heed.engine.Backend;
import dev.heed.engine.Scope;
import dev.heed.engine.error.MemoryLimitException;
import dev.heed.models.arch.EncoderLayers;
import dev.heed.models.arch.EncoderModel;
import dev.heed.models.checkpoint.Checkpoint;
import dev.heed.models.spec.Config;
import dev.heed.models.spec.Families;
import dev.heed.models.spec.Family;
import dev.heed.models.spec.HeadSpec;
import dev.heed.models.spec.NameMap;
import dev.heed.models.spec.Part;
import dev.heed.models.spec.TransformerSpec;
import java.util.List;

/**
 * What loading a model will do, decided from its configuration and the names in its checkpoint;
 * nothing has been read yet.
 *
 * @param name of the model, for error texts
 * @param spec with the pooler and head that will be loaded
 * @param names of its tensors
 * @param need memory that it takes
 */
public record EncoderPlan(String name, TransformerSpec spec, NameMap names, MemoryNeed need) {
  /**
   * Decides what to load.
   *
   * @throws dev.heed.models.spec.ModelException when the configuration names something that is not
   *     supported
   */
  public static EncoderPlan of(ModelSource source, HeadChoice choice) {
    return of(source.name(), source.config(), source.checkpoint(), choice);
  }

  /** As {@link #of(ModelSource, HeadChoice)}, from the parts. */
  public static EncoderPlan of(
      String name, Config config, Checkpoint checkpoint, HeadChoice choice) {
    Family family = Families.of(config);
    TransformerSpec body = family.body(config);
    HeadSpec head = choice == HeadChoice.NONE ? HeadSpec.NONE : family.head(config);
    NameMap names = family.names(prefix(family, checkpoint), head);
    boolean pooler =
        switch (head) {
          // A bare model may have been saved without its pooler; nothing else needs it.
          case HeadSpec.None none ->
              choice == HeadChoice.CONFIGURED
                  && names.has(Part.POOLER)
                  && checkpoint.contains(NameMap.weight(names.module(Part.POOLER)).getFirst());
          case HeadSpec.SequenceClassification c -> c.hidden() == null;
          case HeadSpec.TokenClassification t -> false;
          case HeadSpec.MaskedLanguage m -> false;
        };
    TransformerSpec spec = body.withHead(head).withPooler(pooler);
    return new EncoderPlan(name, spec, names, MemoryNeed.of(spec));
  }

  /**
   * Reads the weights. On any error nothing is left behind on the backend.
   *
   * @param checkpoint not needed any more afterwards
   * @param backend stays open longer than the model
   * @param concurrency most callers that run at once
   * @throws dev.heed.models.checkpoint.CheckpointException when a tensor is absent or of another
   *     shape
   * @throws MemoryLimitException when the backend's limit is too low, before anything is read
   */
  public EncoderModel load(Checkpoint checkpoint, Backend backend, int concurrency) {
    checkMemory(backend);
    try (WeightReader reader = new WeightReader(name, checkpoint, backend)) {
      EncoderLayers layers = new EncoderAssembly(spec, names, reader).layers();
      List<Scope> scopes = reader.takeScopes();
      return new EncoderModel(name, spec, layers, backend, scopes, concurrency);
    }
  }

  private void checkMemory(Backend backend) {
    long limit = backend.options().memoryLimit();
    long used = backend.usage().bytes();
    long needed = need.toRun(spec.maxTokens());
    if (limit > 0 && needed > limit - used) {
      throw new MemoryLimitException(
          "model '%s' needs %,d bytes (%,d of weights, and %,d to load it or to run %,d tokens); %,d of the limit of %,d are in use"
              .formatted(
                  name,
                  needed,
                  need.weights(),
                  needed - need.weights(),
                  spec.maxTokens(),
                  used,
                  limit));
    }
  }

  /** The prefix with which the word embeddings are there; the last one where none is. */
  private static String prefix(Family family, Checkpoint checkpoint) {
    for (String prefix : family.prefixes()) {
      String words = family.names(prefix, HeadSpec.NONE).module(Part.WORDS);
      if (checkpoint.contains(NameMap.weight(words).getFirst())) {
        return prefix;
      }
    }
    return family.prefixes().getLast();
  }
}
