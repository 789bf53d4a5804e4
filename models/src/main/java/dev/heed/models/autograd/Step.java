package dev.heed.models.autograd;

import dev.heed.engine.op.Activate;
import dev.heed.engine.op.Activation;
import dev.heed.engine.op.AddNorm;
import dev.heed.engine.op.Attention;
import dev.heed.engine.op.Combine;
import dev.heed.engine.op.Copy;
import dev.heed.engine.op.CrossEntropy;
import dev.heed.engine.op.Dropout;
import dev.heed.engine.op.GatedMlp;
import dev.heed.engine.op.GatherRows;
import dev.heed.engine.op.Linear;
import dev.heed.engine.op.MatMul;
import dev.heed.engine.op.Multiply;
import dev.heed.engine.op.Norm;
import dev.heed.engine.op.NormalizeRows;
import dev.heed.engine.op.Op;
import dev.heed.engine.op.PoolRows;
import dev.heed.engine.op.Pooling;
import dev.heed.engine.op.Rotate;
import dev.heed.engine.op.Softmax;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.nn.Dropping;
import dev.heed.models.nn.Pass;
import dev.heed.models.nn.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a tape remembers. */
sealed interface Step {
  /** What was written. */
  List<Tensor> outputs();

  /** What its gradient will read of what it read: it must not write there. */
  List<Tensor> neededInputs();

  /** What its gradient will read of what it wrote. */
  default List<Tensor> neededOutputs() {
    return List.of();
  }

  /** What its gradient will read. */
  default List<Tensor> needs() {
    return Stream.concat(neededInputs().stream(), neededOutputs().stream()).toList();
  }

  /** One op. */
  record One(Op.Differentiable op) implements Step {
    @Override
    public List<Tensor> outputs() {
      return op.outputs();
    }

    @Override
    public List<Tensor> neededInputs() {
      return switch (op) {
        case Activate o -> List.of(o.in());
        case AddNorm o -> present(o.weight());
        case Attention o -> o.inputs();
        case Combine _, Copy _, Dropout _, Softmax _ -> List.of();
        case CrossEntropy o -> o.inputs();
        case GatedMlp _ -> throw new IllegalStateException("a gate is a step of its own");
        case GatherRows o -> List.of(o.indices());
        case Linear o -> List.of(o.in(), o.weight());
        case MatMul o -> List.of(o.a(), o.b());
        case Multiply o -> List.of(o.a(), o.b());
        case Norm o -> present(o.in(), o.weight());
        case NormalizeRows o -> List.of(o.in());
        case PoolRows o -> o.pooling() == Pooling.MAX ? List.of(o.in()) : List.of();
        case Rotate o -> List.of(o.cosines(), o.sines(), o.positions());
      };
    }

    @Override
    public List<Tensor> neededOutputs() {
      return switch (op) {
        case AddNorm o -> present(o.sum());
        case Attention o -> o.outputs();
        case Softmax o -> List.of(o.out());
        case Activate _,
            Combine _,
            Copy _,
            CrossEntropy _,
            Dropout _,
            GatedMlp _,
            GatherRows _,
            Linear _,
            MatMul _,
            Multiply _,
            Norm _,
            NormalizeRows _,
            PoolRows _,
            Rotate _ ->
            List.of();
      };
    }

    private static List<Tensor> present(@Nullable Tensor... tensors) {
      List<Tensor> present = new ArrayList<>();
      for (Tensor tensor : tensors) {
        if (tensor != null) {
          present.add(tensor);
        }
      }
      return present;
    }
  }

  /**
   * A part of the model of which nothing was kept in between.
   *
   * @param span what it runs
   * @param pass that it was part of
   * @param dropping what it dropped, from its beginning; null for nothing
   * @param in its input
   * @param out its output
   */
  record Again(Span span, Pass pass, @Nullable Dropping dropping, Tensor in, Tensor out)
      implements Step {
    @Override
    public List<Tensor> outputs() {
      return List.of(out);
    }

    @Override
    public List<Tensor> neededInputs() {
      return List.of(in);
    }
  }

  /** out = f(gate) · up. */
  record Gate(Activation activation, Tensor gate, Tensor up, Tensor out) implements Step {
    @Override
    public List<Tensor> outputs() {
      return List.of(out);
    }

    @Override
    public List<Tensor> neededInputs() {
      return List.of(gate, up);
    }
  }
}
