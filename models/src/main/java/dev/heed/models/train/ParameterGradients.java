package dev.heed.models.train;

import dev.heed.engine.CommandQueue;
import dev.heed.engine.Scope;
import dev.heed.engine.op.Fill;
import dev.heed.engine.op.SumSquares;
import dev.heed.engine.tensor.Buffer;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Layout;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.autograd.Tape;
import dev.heed.models.nn.Parameter;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The gradients of parameters: one tensor for each tensor that parameters lie in, so that a
 * parameter which is a part of a larger tensor has its gradient at the same place.
 */
final class ParameterGradients {
  private final List<Parameter> parameters;
  private final Map<Buffer, Tensor> wholes = new LinkedHashMap<>();
  private final Map<Buffer, Tensor> values = new LinkedHashMap<>();
  private final Tensor squares;

  /**
   * @param scope that they lie in
   * @param parameters that are learned; no two share an element
   */
  ParameterGradients(Scope scope, List<Parameter> parameters) {
    this.parameters = parameters;
    for (Parameter parameter : parameters) {
      Buffer buffer = buffer(parameter);
      int elements = Math.toIntExact(buffer.byteSize() / DType.F32.bytes(1));
      wholes.computeIfAbsent(buffer, b -> scope.allocate(DType.F32, elements));
      values.computeIfAbsent(buffer, b -> parameter.value().view(Layout.of(elements)));
    }
    squares = scope.allocate(DType.F32, Math.max(1, parameters.size()));
  }

  /** Has a tape add to them. */
  void learnOn(Tape tape) {
    values.forEach((buffer, value) -> tape.learn(value, of(buffer)));
  }

  /** The gradient of a parameter, of its shape. */
  Tensor of(Parameter parameter) {
    return of(buffer(parameter)).view(parameter.value().layout());
  }

  /** All are 0. */
  void clear(CommandQueue queue) {
    wholes.values().forEach(whole -> queue.run(new Fill(whole, 0)));
  }

  /** √ of the sum of all squares; waits for the queue. */
  double norm(CommandQueue queue) {
    double sum = 0;
    for (float square : squares(queue, this::of)) {
      sum += square;
    }
    return Math.sqrt(sum);
  }

  /** The first parameter whose gradient is not finite, or null; waits for the queue. */
  @Nullable Parameter notFinite(CommandQueue queue) {
    float[] each = squares(queue, this::of);
    for (int p = 0; p < parameters.size(); p++) {
      if (!Float.isFinite(each[p])) {
        return parameters.get(p);
      }
    }
    return null;
  }

  /** The first parameter that is not finite itself, or null; waits for the queue. */
  @Nullable Parameter notFiniteValue(CommandQueue queue) {
    float[] each = squares(queue, Parameter::value);
    for (int p = 0; p < parameters.size(); p++) {
      // The square of what is finite may not be.
      if (!Float.isFinite(each[p]) && !isFinite(queue, parameters.get(p).value())) {
        return parameters.get(p);
      }
    }
    return null;
  }

  private static boolean isFinite(CommandQueue queue, Tensor tensor) {
    float[] values = new float[Math.toIntExact(tensor.elements())];
    queue.download(tensor, MemorySegment.ofArray(values));
    return FiniteForward.areFinite(values);
  }

  /** Of each parameter, the sum of the squares of something that it has. */
  private float[] squares(CommandQueue queue, Function<Parameter, Tensor> of) {
    for (int p = 0; p < parameters.size(); p++) {
      queue.run(new SumSquares(of.apply(parameters.get(p)), squares.slice(0, p, p + 1)));
    }
    float[] each = new float[parameters.size()];
    if (each.length > 0) {
      queue.download(squares, MemorySegment.ofArray(each));
    }
    return each;
  }

  private Tensor of(Buffer buffer) {
    return Objects.requireNonNull(wholes.get(buffer), "the parameter is not learned");
  }

  private static Buffer buffer(Parameter parameter) {
    return Objects.requireNonNull(parameter.value().buffer(), "a parameter lies in memory");
  }
}
