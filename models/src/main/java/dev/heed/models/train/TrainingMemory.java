package dev.heed.models.train;

import dev.heed.engine.Backend;
import dev.heed.engine.error.MemoryLimitException;
import dev.heed.models.arch.LearnedModel;
import java.util.List;

/**
 * Tensor memory that a training needs, in bytes: found by going through a step on a backend without
 * memory, with those batches that may need most. What kernels take for themselves comes on top: it
 * is a small part.
 *
 * @param parameters of the model, learned or not
 * @param gradients of parameters, and what the optimiser remembers of them
 * @param kept a moving average and the best parameters
 * @param activations of one pass
 * @param walk gradients of activations
 */
public record TrainingMemory(
    long parameters, long gradients, long kept, long activations, long walk) {
  /** All of it. */
  public long total() {
    return parameters + gradients + kept + activations + walk;
  }

  /** The model is there already; the rest must find room. */
  void check(Backend backend) {
    long limit = backend.options().memoryLimit();
    long free = limit - backend.usage().bytes();
    if (limit > 0 && total() - parameters > free) {
      throw new MemoryLimitException(
          "a step needs %,d bytes beside the parameters (%,d of gradients and the optimiser, %,d of an average and the best, %,d of activations, %,d to walk back); %,d of the limit of %,d are free: use smaller batches and accumulate them, or learn fewer parameters"
              .formatted(total() - parameters, gradients, kept, activations, walk, free, limit));
    }
  }

  static <T> TrainingMemory of(
      LearnedModel model,
      Objective<T> objective,
      List<TrainingBatch<T>> batches,
      TrainingSettings settings,
      boolean keepsBest) {
    long parameters = bytes(model);
    DryBackend backend = new DryBackend();
    try (Learner learner =
        new Learner(
            backend,
            model.parameters(),
            settings.optimizer(),
            settings.groups(),
            settings.recomputes())) {
      long gradients = backend.usage().bytes();
      long learned = 0;
      for (var parameter : learner.learned()) {
        learned += parameter.value().byteSize();
      }
      long kept = (settings.averageDecay() > 0 ? learned : 0) + (keepsBest ? learned : 0);
      for (TrainingBatch<T> batch : batches) {
        Accumulation.add(learner, objective, batch, settings.dropping(0, 0));
      }
      long activations = backend.bytes(Learner.ACTIVATIONS);
      return new TrainingMemory(
          parameters,
          gradients,
          kept,
          activations,
          backend.usage().bytes() - gradients - activations);
    }
  }

  private static long bytes(LearnedModel model) {
    return model.parameters().stream().mapToLong(p -> p.value().byteSize()).sum();
  }
}
