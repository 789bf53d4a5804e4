package dev.heed.models.train;

import dev.heed.models.nn.Parameter;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The learned parameters as they were when validation was best, in the memory of the JVM. */
final class BestParameters {
  private final Map<Parameter, float[]> values = new LinkedHashMap<>();

  /** Room for them. */
  BestParameters(List<Parameter> learned) {
    for (Parameter parameter : learned) {
      values.put(parameter, new float[Math.toIntExact(parameter.value().elements())]);
    }
  }

  /** Of one parameter, row-major. */
  float[] of(Parameter parameter) {
    return Objects.requireNonNull(values.get(parameter), parameter::name);
  }

  /** Takes them as they are now. */
  void take(Learner learner) {
    values.forEach((parameter, value) ->
        learner.queue().download(parameter.value(), MemorySegment.ofArray(value)));
  }

  /** Gives them to the model. */
  void restore(Learner learner) {
    values.forEach((parameter, value) ->
        learner.queue().upload(MemorySegment.ofArray(value), parameter.value()));
    learner.queue().synchronize();
  }
}
