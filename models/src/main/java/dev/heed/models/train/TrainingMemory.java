package dev.heed.models.train;

import dev.heed.engine.Backend;
import dev.heed.engine.error.MemoryLimitException;
import dev.heed.engine.host.HostBackend;
import dev.heed.models.nn.Parameter;
import java.util.List;
import java.util.OptionalLong;

/**
 * Memory that a training needs, in bytes: found by going through a step and a validation on a
 * backend without memory, with those batches that may need most. What kernels take for themselves
 * comes on top: it is a small part.
 *
 * @param parameters of the model, learned or not
 * @param gradients of parameters, and what the optimiser remembers of them
 * @param average the moving average of parameters, and what it is swapped through
 * @param best the best parameters, which lie in the JVM's memory on every backend
 * @param activations of one pass
 * @param walk gradients of activations, or what a validation computes where that is more: they take
 *     turns
 */
public record TrainingMemory(
    long parameters, long gradients, long average, long best, long activations, long walk) {
  /** All of it. */
  public long total() {
    return parameters + gradients + average + best + activations + walk;
  }

  /**
   * The model is there already; the rest must find room.
   *
   * @throws MemoryLimitException when it cannot
   */
  void check(Backend backend) {
    checkHeap(backend, Runtime.getRuntime().maxMemory());
    OptionalLong most = backend.capacity();
    if (most.isEmpty()) {
      return;
    }
    long needed = gradients + average + activations + walk;
    long free = most.getAsLong() - backend.usage().bytes();
    if (needed > free) {
      throw new MemoryLimitException(
          "a step needs %,d bytes beside the parameters (%,d of gradients and the optimiser, %,d of a moving average, %,d of activations, %,d to walk back and to validate); of the %,d that %s can have at most, %,d are free: use smaller batches and accumulate them, compute activations again (recompute), learn fewer parameters, or give it more memory"
              .formatted(
                  needed,
                  gradients,
                  average,
                  activations,
                  walk,
                  most.getAsLong(),
                  backend.device().id(),
                  Math.max(0, free)));
    }
  }

  /** The best parameters lie in the heap; on the processor all else lies there too. */
  private void checkHeap(Backend backend, long heap) {
    boolean all = backend instanceof HostBackend;
    long needed = best + (all ? gradients + average + activations + walk : 0);
    long free = heap - (all ? backend.usage().bytes() : 0);
    if (best > 0 && needed > free) {
      throw new MemoryLimitException(
          "the best parameters need %,d bytes of the Java heap beside %,d of a step; of its %,d at most %,d are free: give it more (-Xmx), learn fewer parameters, or train without validation data"
              .formatted(best, needed - best, heap, Math.max(0, free)));
    }
  }

  /**
   * Of a trainer.
   *
   * @param batches that may need most
   */
  static <T> TrainingMemory of(Trainer<T> trainer, List<TrainingBatch<T>> batches) {
    TrainingSettings settings = trainer.settings;
    DryBackend backend = new DryBackend();
    try (Learner learner =
        new Learner(
            backend,
            trainer.model.parameters(),
            settings.optimizer(),
            settings.groups(),
            settings.recomputes())) {
      long gradients = backend.usage().bytes();
      for (TrainingBatch<T> batch : batches) {
        Accumulation.add(learner, trainer.objective, batch, settings.dropping(0, 0));
      }
      Validation validation = trainer.validation;
      if (validation != null) {
        validation.runLargest(learner);
      }
      long activations = backend.bytes(Learner.ACTIVATIONS);
      long learned = bytes(learner.learned());
      return new TrainingMemory(
          bytes(trainer.model.parameters()),
          gradients,
          settings.averageDecay() > 0 ? learned + MovingAverage.spareBytes(learner.learned()) : 0,
          validation == null ? 0 : learned,
          activations,
          backend.usage().bytes() - gradients - activations);
    }
  }

  private static long bytes(List<Parameter> parameters) {
    return parameters.stream().mapToLong(p -> p.value().byteSize()).sum();
  }
}
