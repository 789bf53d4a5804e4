package dev.heed.models.train;

import dev.heed.engine.CommandQueue;
import dev.heed.engine.Scope;
import dev.heed.engine.op.Combine;
import dev.heed.engine.op.Copy;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Layout;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.nn.Parameter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The exponential moving average of parameters over steps (Polyak and Juditsky, 1992): average =
 * decay · average + (1 − decay) · parameter. The decay rises to its value as (1 + step) / (10 +
 * step), so that the first parameters do not count for ever.
 */
final class MovingAverage {
  private final Map<Parameter, Tensor> averages = new LinkedHashMap<>();
  private final Tensor spare;
  private final double decay;

  /** Begins with the parameters as they are. */
  MovingAverage(Scope scope, CommandQueue queue, List<Parameter> learned, double decay) {
    this.decay = decay;
    for (Parameter parameter : learned) {
      Tensor average = scope.allocate(DType.F32, parameter.value().layout().shape());
      queue.run(new Copy(parameter.value(), average));
      averages.put(parameter, average);
    }
    spare = scope.allocate(DType.F32, largest(learned));
  }

  /** Bytes that it takes beside the averages: one parameter is swapped after the other. */
  static long spareBytes(List<Parameter> learned) {
    return (long) largest(learned) * Float.BYTES;
  }

  private static int largest(List<Parameter> learned) {
    return learned.stream()
        .mapToInt(parameter -> Math.toIntExact(parameter.value().elements()))
        .max()
        .orElse(1);
  }

  /** The average of one parameter. */
  Tensor of(Parameter parameter) {
    return Objects.requireNonNull(averages.get(parameter), "the parameter is not learned");
  }

  /**
   * After a step.
   *
   * @param step its number, from 1
   */
  void update(CommandQueue queue, long step) {
    float now = (float) Math.min(decay, (1.0 + step) / (10.0 + step));
    averages.forEach((parameter, average) ->
        queue.run(new Combine(now, average, 1 - now, parameter.value(), average)));
  }

  /** Puts the averages where the parameters are, and the other way round. */
  void swap(CommandQueue queue) {
    averages.forEach((parameter, average) -> {
      Tensor between = spare.view(Layout.of(average.layout().shape()));
      queue.run(new Copy(average, between));
      queue.run(new Copy(parameter.value(), average));
      queue.run(new Copy(between, parameter.value()));
    });
  }
}
