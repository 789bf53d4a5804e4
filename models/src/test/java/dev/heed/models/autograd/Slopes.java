package dev.heed.models.autograd;

import dev.heed.engine.Backend;
import dev.heed.engine.Scope;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.InstalledBackends;
import dev.heed.models.nn.Workspace;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Parameters and a tape; the gradients that it finds beside slopes of the sum of what a pass gives,
 * by central differences.
 */
final class Slopes implements AutoCloseable {
  private static final float STEP = 0.01f;

  /** What is made of the parameters. */
  interface Graph {
    Tensor run(Tape tape, Workspace memory);
  }

  private final Backend backend = InstalledBackends.open("cpu-reference");
  private final Scope scope = backend.newScope("parameters");
  private final Workspace memory = Workspace.keeping(backend.newScope("activations"));
  private final Tape tape =
      new Tape(
          backend.newQueue("tape"),
          memory,
          new Workspace(backend.newScope("gradients of activations")));
  private final List<Tensor> parameters = new ArrayList<>();
  private final List<Tensor> gradients = new ArrayList<>();
  private final SplittableRandom random = new SplittableRandom(7);

  Tape tape() {
    return tape;
  }

  Workspace memory() {
    return memory;
  }

  Backend backend() {
    return backend;
  }

  /** Between −1 and 1, and learned. */
  Tensor parameter(int... shape) {
    Tensor parameter = constant(shape);
    Tensor gradient = scope.allocate(DType.F32, shape);
    write(gradient, new float[Math.toIntExact(gradient.elements())]);
    tape.learn(parameter, gradient);
    parameters.add(parameter);
    gradients.add(gradient);
    return parameter;
  }

  /** Between −1 and 1, and not learned. */
  Tensor constant(int... shape) {
    Tensor tensor = scope.allocate(DType.F32, shape);
    float[] values = new float[Math.toIntExact(tensor.elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (2 * random.nextDouble() - 1);
    }
    write(tensor, values);
    return tensor;
  }

  Tensor indices(int... values) {
    Tensor tensor = scope.allocate(DType.I32, values.length);
    tape.upload(MemorySegment.ofArray(values), tensor);
    return tensor;
  }

  /** The greatest distance of any element's gradient from its slope. */
  double error(Graph graph) {
    tape.begin();
    Tensor out = graph.run(tape, memory);
    Tensor ones = scope.allocate(DType.F32, out.layout().shape());
    float[] each = new float[Math.toIntExact(out.elements())];
    Arrays.fill(each, 1);
    write(ones, each);
    tape.backward(out, ones);
    double greatest = 0;
    for (int p = 0; p < parameters.size(); p++) {
      float[] found = read(gradients.get(p));
      float[] values = read(parameters.get(p));
      for (int i = 0; i < values.length; i++) {
        double slope = slope(graph, parameters.get(p), values, i);
        double error = Math.abs(found[i] - slope);
        greatest = Double.isNaN(error) ? Double.POSITIVE_INFINITY : Math.max(greatest, error);
      }
    }
    return greatest;
  }

  private double slope(Graph graph, Tensor parameter, float[] values, int i) {
    float[] moved = values.clone();
    moved[i] = values[i] + STEP;
    double above = sum(graph, parameter, moved);
    moved[i] = values[i] - STEP;
    double below = sum(graph, parameter, moved);
    write(parameter, values);
    return (above - below) / (2 * STEP);
  }

  private double sum(Graph graph, Tensor parameter, float[] values) {
    write(parameter, values);
    tape.begin();
    double sum = 0;
    for (float value : read(graph.run(tape, memory))) {
      sum += value;
    }
    return sum;
  }

  private void write(Tensor tensor, float[] values) {
    tape.upload(MemorySegment.ofArray(values), tensor);
  }

  private float[] read(Tensor tensor) {
    float[] values = new float[Math.toIntExact(tensor.elements())];
    tape.download(tensor, MemorySegment.ofArray(values));
    return values;
  }

  @Override
  public void close() {
    tape.close();
    backend.close();
  }
}
