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
import dev.heed.models.spec.ModelException;
import dev.heed.models.spec.NameMap;
import dev.heed.models.spec.Part;
import dev.heed.models.spec.ProblemType;
import dev.heed.models.spec.TransformerSpec;
import java.util.List;
import java.util.Set;

/**
 * What loading a model will do, decided from its configuration and the names in its checkpoint;
 * nothing has been read yet.
 *
 * @param name of the model, for error texts
 * @param spec with the pooler and head that will be loaded
 * @param names of its tensors
 * @param newHead whether the head's own parameters begin anew, whatever the checkpoint has there
 * @param need memory that it takes
 */
public record EncoderPlan(
    String name, TransformerSpec spec, NameMap names, boolean newHead, MemoryNeed need) {
  private static final Set<Part> HEAD =
      Set.of(Part.HEAD_DENSE, Part.HEAD_NORM, Part.HEAD_OUT, Part.HEAD_OUT_BIAS);

  /**
   * Decides what to load.
   *
   * @throws dev.heed.models.spec.ModelException when the configuration names something that is not
   *     supported
   */
  public static EncoderPlan of(ModelSource source, HeadChoice choice) {
    HeadSpec head = choice == HeadChoice.NONE ? HeadSpec.NONE : source.head();
    return of(source.name(), source.config(), source.checkpoint(), choice, head);
  }

  /** True for the model of an encoder, of a family that is known. */
  public static boolean isFor(ModelSource source) {
    return Families.find(source.config()).isPresent();
  }

  /** As {@link #of(ModelSource, HeadChoice)}, from the parts. */
  public static EncoderPlan of(
      String name, Config config, Checkpoint checkpoint, HeadChoice choice) {
    HeadSpec head = choice == HeadChoice.NONE ? HeadSpec.NONE : Families.of(config).head(config);
    return of(name, config, checkpoint, choice, head);
  }

  private static EncoderPlan of(
      String name, Config config, Checkpoint checkpoint, HeadChoice choice, HeadSpec head) {
    Family family = Families.of(config);
    NameMap names = family.names(prefix(family, checkpoint), head);
    // A bare model may have been saved without its pooler; nothing else needs it.
    boolean bareWithPooler =
        head instanceof HeadSpec.None
            && choice == HeadChoice.CONFIGURED
            && names.has(Part.POOLER)
            && checkpoint.contains(NameMap.weight(names.module(Part.POOLER)).getFirst());
    TransformerSpec spec =
        family.body(config).withHead(head).withPooler(bareWithPooler || needsPooler(head));
    return new EncoderPlan(name, spec, names, false, MemoryNeed.of(spec));
  }

  /**
   * A model from nothing, as a configuration describes it: there is no checkpoint.
   *
   * @throws dev.heed.models.spec.ModelException when the configuration names something that is not
   *     supported
   */
  public static EncoderPlan fromNothing(String name, Config config) {
    Family family = Families.of(config);
    HeadSpec head = family.head(config);
    boolean bare = head instanceof HeadSpec.None;
    NameMap names =
        family.names(bare ? family.prefixes().getLast() : family.prefixes().getFirst(), head);
    TransformerSpec spec = family.body(config).withHead(head).withPooler(needsPooler(head));
    return new EncoderPlan(name, spec, names, true, MemoryNeed.of(spec));
  }

  /**
   * The same encoder with another head, to be learned: its parameters begin anew, unless it is the
   * head that is there. A pooler that it needs, and a head for masked words, are read where the
   * checkpoint has them.
   *
   * @throws dev.heed.models.spec.ModelException when the family has no such head
   */
  public EncoderPlan withHead(HeadSpec head) {
    Family family = Families.of(spec);
    if (head instanceof HeadSpec.SequenceClassification texts
        && texts.hidden() != family.hiddenOfTexts()) {
      throw new ModelException(
          "model '%s': a head for texts of the family %s has the activation %s between its layers, not %s"
              .formatted(name, spec.family(), family.hiddenOfTexts(), texts.hidden()));
    }
    boolean begins =
        newHead || !(head.equals(spec.head()) || head instanceof HeadSpec.MaskedLanguage);
    TransformerSpec other = spec.withHead(head).withPooler(needsPooler(head));
    return new EncoderPlan(
        name, other, family.names(names.prefix(), head), begins, MemoryNeed.of(other));
  }

  /** With the family's own head for whole texts: …ForSequenceClassification. */
  public EncoderPlan withTextLabels(List<String> labels, ProblemType problem) {
    return withHead(
        new HeadSpec.SequenceClassification(labels, problem, Families.of(spec).hiddenOfTexts()));
  }

  /** With the family's own head for tokens: …ForTokenClassification. */
  public EncoderPlan withTokenLabels(List<String> labels) {
    return withHead(new HeadSpec.TokenClassification(labels));
  }

  /** With the family's own head for masked words, its decoder tied: …ForMaskedLM. */
  public EncoderPlan withMaskedLanguage() {
    return withHead(new HeadSpec.MaskedLanguage(Families.of(spec).hiddenOfWords(spec), true));
  }

  /**
   * What parameters of the head, and of a pooler that it needs, begin with where the checkpoint has
   * none for them.
   */
  public InitialValues initialHead(long seed) {
    return new InitialValues(
        seed, InitialValues.DEVIATION, name -> isOf(HEAD, name) || isOf(Set.of(Part.POOLER), name));
  }

  /** True for a parameter that begins anew, whatever the checkpoint has under its name. */
  boolean begins(String parameter) {
    return newHead && isOf(HEAD, parameter);
  }

  private boolean isOf(Set<Part> parts, String parameter) {
    return parts.stream()
        .filter(names::has)
        .map(names::module)
        .anyMatch(module -> parameter.startsWith(module + "."));
  }

  private static boolean needsPooler(HeadSpec head) {
    return head instanceof HeadSpec.SequenceClassification texts && texts.hidden() == null;
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
