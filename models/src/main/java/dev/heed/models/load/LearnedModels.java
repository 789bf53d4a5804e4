package dev.heed.models.load;

import dev.heed.engine.Backend;
import dev.heed.engine.CommandQueue;
import dev.heed.engine.Scope;
import dev.heed.models.arch.DecoderLayers;
import dev.heed.models.arch.EncoderLayers;
import dev.heed.models.arch.LearnedDecoder;
import dev.heed.models.arch.LearnedEncoder;
import dev.heed.models.checkpoint.Checkpoint;
import dev.heed.models.nn.Parameter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Loads models so that they can be learned. On any error nothing is left behind on the backend. */
public final class LearnedModels {
  private LearnedModels() {}

  /**
   * An encoder.
   *
   * @param checkpoint not needed any more afterwards; null for a model from nothing
   * @param initial what new modules begin with
   * @param adapters which matrices get a change of low rank; null for none
   */
  public static LearnedEncoder encoder(
      EncoderPlan plan,
      @Nullable Checkpoint checkpoint,
      Backend backend,
      InitialValues initial,
      @Nullable Adapters adapters) {
    try (LearningReader reader =
        new LearningReader(plan.name(), checkpoint, backend, initial, plan::begins, adapters)) {
      EncoderLayers layers = new EncoderAssembly(plan.spec(), plan.names(), reader).layers();
      List<Parameter> parameters = reader.parameters();
      return new LearnedEncoder(
          plan.name(), plan.spec(), layers, parameters, reader.changes(), reader.takeScope());
    }
  }

  /**
   * A decoder.
   *
   * @param checkpoint not needed any more afterwards; null for a model from nothing
   * @param initial what new modules begin with
   * @param adapters which matrices get a change of low rank; null for none
   * @param longest most tokens of a text that is learned
   */
  public static LearnedDecoder decoder(
      DecoderPlan plan,
      @Nullable Checkpoint checkpoint,
      Backend backend,
      InitialValues initial,
      @Nullable Adapters adapters,
      int longest) {
    try (LearningReader reader =
            new LearningReader(plan.name(), checkpoint, backend, initial, name -> false, adapters);
        CommandQueue queue = backend.newQueue("rotations of " + plan.name())) {
      DecoderLayers layers =
          new DecoderAssembly(plan.spec(), plan.names(), plan.inputsFirst(), reader).layers();
      List<Parameter> parameters = reader.parameters();
      Scope scope = reader.takeScope();
      try {
        return new LearnedDecoder(
            plan.name(), plan.spec(), layers, parameters, reader.changes(), scope, queue, longest);
      } catch (RuntimeException | Error e) {
        scope.close();
        throw e;
      }
    }
  }
}
