package dev.heed.models.train;

import dev.heed.engine.Backend;
import dev.heed.engine.CommandQueue;
import dev.heed.engine.Scope;
import dev.heed.engine.op.Activation;
import dev.heed.engine.op.Fill;
import dev.heed.engine.op.Linear;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.autograd.Tape;
import dev.heed.models.loss.Losses;
import dev.heed.models.nn.Pass;
import dev.heed.models.nn.Workspace;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.BiFunction;

/**
 * A linear layer over features that stay as they are, at the one optimum of a convex loss: logistic
 * regression, with cross-entropy. Minimises Σ weight · loss + penalty / 2 · ‖matrix‖²; the bias is
 * free.
 *
 * @param matrix [outputs, width], row-major
 * @param bias [outputs]
 */
public record LinearProbe(float[] matrix, float[] bias) {
  private static final int ITERATIONS = 500;

  /** Largest component of the mean loss's gradient at which the optimum is reached. */
  private static final double TOLERANCE = 1e-6;

  /**
   * Finds it, from 0.
   *
   * @param features [examples, width], row-major
   * @param loss of the outputs [examples, outputs]
   * @param penalty above 0: the inverse of what is elsewhere called C
   */
  public static LinearProbe fit(
      Backend backend,
      float[] features,
      int width,
      int outputs,
      BiFunction<Pass, Tensor, Losses> loss,
      double penalty) {
    if (!(penalty > 0) || width < 1 || features.length % width != 0 || features.length == 0) {
      throw new IllegalArgumentException(
          "a linear probe needs rows of %d features and a positive penalty, was given %,d numbers and %s"
              .formatted(width, features.length, penalty));
    }
    try (Layer layer = new Layer(backend, features, width, outputs, loss, penalty)) {
      double[] found =
          new Lbfgs(TOLERANCE * layer.rows, ITERATIONS)
              .minimise(layer, new double[Math.multiplyExact(outputs, width + 1)]);
      float[] all = new float[found.length];
      for (int i = 0; i < found.length; i++) {
        all[i] = (float) found[i];
      }
      return new LinearProbe(
          Arrays.copyOf(all, outputs * width),
          Arrays.copyOfRange(all, outputs * width, all.length));
    }
  }

  /** The loss as a function of matrix and bias, one behind the other. */
  private static final class Layer implements Lbfgs.Function, AutoCloseable {
    final int rows;
    private final int outputs;
    private final int matrixElements;
    private final BiFunction<Pass, Tensor, Losses> loss;
    private final double penalty;
    private final Scope kept;
    private final Scope passing;
    private final Scope walking;
    private final CommandQueue queue;
    private final Workspace values;
    private final Tape tape;
    private final Tensor in;
    private final Tensor parameters;
    private final Tensor gradients;
    private final float[] host;

    Layer(
        Backend backend,
        float[] features,
        int width,
        int outputs,
        BiFunction<Pass, Tensor, Losses> loss,
        double penalty) {
      this.rows = features.length / width;
      this.outputs = outputs;
      this.matrixElements = outputs * width;
      this.loss = loss;
      this.penalty = penalty;
      this.host = new float[matrixElements + outputs];
      this.queue = backend.newQueue("linear probe");
      this.kept = backend.newScope("linear probe");
      this.passing = backend.newScope("values of a linear probe");
      this.walking = backend.newScope("gradients of a linear probe");
      try {
        in = kept.allocate(DType.F32, rows, width);
        parameters = kept.allocate(DType.F32, host.length);
        gradients = kept.allocate(DType.F32, host.length);
        values = Workspace.keeping(passing);
        tape = new Tape(queue, values, new Workspace(walking));
        tape.learn(parameters, gradients);
        queue.upload(MemorySegment.ofArray(features), in);
      } catch (RuntimeException | Error e) {
        close();
        throw e;
      }
    }

    @Override
    public double value(double[] at, double[] gradient) {
      for (int i = 0; i < host.length; i++) {
        host[i] = (float) at[i];
      }
      queue.upload(MemorySegment.ofArray(host), parameters);
      queue.run(new Fill(gradients, 0));
      queue.synchronize();
      tape.begin();
      Pass pass = new Pass(tape, values, SeqSpans.packed(rows), null);
      Tensor out = pass.take(rows, outputs);
      Tensor matrix = parameters.slice(0, 0, matrixElements).splitLast(outputs);
      Tensor bias = parameters.slice(0, matrixElements, host.length);
      pass.run(new Linear(in, matrix, bias, Activation.IDENTITY, out));
      Losses losses = loss.apply(pass, out);
      tape.backward(
          losses.values(), pass.values(losses.weights(), losses.values().layout().shape()));
      float[] each = new float[losses.weights().length];
      queue.download(losses.values(), MemorySegment.ofArray(each));
      double sum = 0;
      for (int i = 0; i < each.length; i++) {
        sum += losses.weights()[i] == 0 ? 0 : (double) losses.weights()[i] * each[i];
      }
      queue.download(gradients, MemorySegment.ofArray(host));
      for (int i = 0; i < host.length; i++) {
        boolean isBias = i >= matrixElements;
        gradient[i] = host[i] + (isBias ? 0 : penalty * at[i]);
        sum += isBias ? 0 : penalty / 2 * at[i] * at[i];
      }
      return sum;
    }

    @Override
    public void close() {
      try {
        queue.close();
      } finally {
        kept.close();
        passing.close();
        walking.close();
      }
    }
  }
}
