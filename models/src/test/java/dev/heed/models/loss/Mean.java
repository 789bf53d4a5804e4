package dev.heed.models.loss;

import dev.heed.engine.Backend;
import dev.heed.engine.Scope;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.InstalledBackends;
import dev.heed.models.autograd.Tape;
import dev.heed.models.nn.Pass;
import dev.heed.models.nn.Workspace;
import java.lang.foreign.MemorySegment;

/** Σ w · v / Σ w of a loss on one backend, and its gradients. */
final class Mean implements AutoCloseable {
  private final Backend backend;
  private final Scope scope;
  private final Workspace memory;
  private final Tape tape;

  /** What a loss makes of tensors that are learned. */
  interface Loss {
    Losses of(Pass pass);
  }

  Mean(String backendName) {
    backend = InstalledBackends.open(backendName);
    scope = backend.newScope("inputs");
    memory = Workspace.keeping(backend.newScope("activations"));
    tape =
        new Tape(
            backend.newQueue("tape"),
            memory,
            new Workspace(backend.newScope("gradients of activations")));
  }

  /** An input whose gradient is wanted. */
  Learned learn(float[] values, int... shape) {
    Tensor value = scope.allocate(DType.F32, shape);
    Tensor gradient = scope.allocate(DType.F32, shape);
    tape.upload(MemorySegment.ofArray(values), value);
    tape.learn(value, gradient);
    return new Learned(value, gradient);
  }

  /** A tensor, and its gradient once {@link #of} has run. */
  record Learned(Tensor value, Tensor gradient) {}

  /** Without gradients. */
  Losses losses(Loss loss) {
    tape.begin();
    return loss.of(new Pass(tape, memory, SeqSpans.packed(), null));
  }

  /** The mean; gradients of what is learned are those of the mean. */
  double of(Loss loss, Learned... learned) {
    Losses losses = losses(loss);
    double total = losses.weight();
    for (Learned input : learned) {
      int elements = Math.toIntExact(input.gradient().elements());
      tape.upload(MemorySegment.ofArray(new float[elements]), input.gradient());
    }
    Tensor shares = scope.allocate(DType.F32, losses.weights().length);
    tape.upload(MemorySegment.ofArray(losses.shares(total)), shares);
    tape.backward(losses.values(), shares);
    return losses.sum(tape) / total;
  }

  /** Σ w · v. */
  double sum(Losses losses) {
    return losses.sum(tape);
  }

  float[] read(Tensor tensor) {
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
