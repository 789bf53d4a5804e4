package dev.heed.testkit.self;

import dev.heed.engine.op.Attention;
import dev.heed.engine.op.Combine;
import dev.heed.engine.op.Copy;
import dev.heed.engine.op.GatedMlp;
import dev.heed.engine.op.Linear;
import dev.heed.engine.op.MatMul;
import dev.heed.engine.op.Op;
import dev.heed.engine.op.PoolRows;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import dev.heed.testkit.cases.AllCases;
import dev.heed.testkit.cases.Case;
import dev.heed.testkit.cases.Grid;
import dev.heed.testkit.oracle.HostTensor;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The cases of the forward ops, each with its way back: of every differentiable op all those over
 * F32, of finite values up to {@value #GREATEST}, that take up to {@value #MOST} steps. So the
 * shapes are those that backends are compared with the oracle at: products up to some 20 × 20 × 40,
 * attention of every masking, spread, grouping and bias over some hundred pairs, rows up to 384
 * wide.
 */
final class GridPasses {
  /** Products or elements. */
  static final int MOST = 16_000;

  /** A float holds a thousandth of it exactly. */
  static final double GREATEST = 2048;

  private GridPasses() {}

  static Stream<Pass> all() {
    return AllCases.ops().stream()
        .flatMap(op -> AllCases.of(op, Grid.FULL).stream())
        .filter(one -> one.op() instanceof Op.Differentiable op && hasWayBack(op) && isSmall(op))
        .flatMap(one -> pass(one).stream());
  }

  /** Gradients go from F32 to F32, and no row is in two sequences. */
  private static boolean hasWayBack(Op.Differentiable op) {
    boolean typed =
        Stream.concat(op.inputs().stream(), op.outputs().stream())
            .allMatch(tensor -> tensor.dtype() == DType.F32 || tensor.dtype() == DType.I32);
    return typed
        && switch (op) {
          case Attention o -> o.keys().isDisjoint();
          case PoolRows o -> o.spans().isDisjoint();
          case Copy o -> o.from().dtype() == DType.F32 && o.out().dtype() == DType.F32;
          case Op.Differentiable _ -> true;
        };
  }

  private static boolean isSmall(Op op) {
    long elements =
        Stream.concat(op.inputs().stream(), op.outputs().stream())
            .mapToLong(Tensor::elements)
            .sum();
    long products =
        switch (op) {
          case Attention o ->
              Attention.pairs(o.queries(), o.keys()) * o.heads() * (o.q().size(2) + o.v().size(2));
          case GatedMlp o -> 2 * o.in().elements() * o.out().width();
          case Linear o -> o.in().elements() * o.out().width();
          case MatMul o -> o.a().elements() * o.out().width();
          case Op _ -> 0;
        };
    return op.outputs().getFirst().elements() > 0 && elements + products <= MOST;
  }

  /** None where a value cannot be moved by a step, or where no output counts. */
  private static Optional<Pass> pass(Case one) {
    IdentityHashMap<Tensor, HostTensor> values = new IdentityHashMap<>();
    for (Tensor tensor : one.op().inputs()) {
      HostTensor held = one.data().contents(tensor);
      if (held != null) {
        values.put(tensor, held.copy());
      }
    }
    boolean masks = one.op() instanceof Attention;
    if (!values.values().stream().allMatch(held -> movesBySteps(held, masks))) {
      return Optional.empty();
    }
    Pass pass =
        new Pass(
            one.name(),
            p -> {
              values.forEach(p::hold);
              return exact(one.op());
            });
    return Optional.of(pass).filter(Pass::counts);
  }

  /**
   * Rounds values to whole steps. NaN stands where nothing is read, and becomes 0.
   *
   * @param masks whether −∞ may stay
   * @return whether all were small enough
   */
  private static boolean movesBySteps(HostTensor held, boolean masks) {
    for (int e = 0; held.dtype() == DType.F32 && e < held.count(); e++) {
      double value = Double.isNaN(held.get(e)) ? 0 : held.get(e);
      if (masks && value == Double.NEGATIVE_INFINITY) {
        continue;
      }
      if (Math.abs(value) > GREATEST) {
        return false;
      }
      held.set(e, Pass.rounded(value, Pass.STEP));
    }
    return true;
  }

  /** Factors of few digits: their products with values are exact. */
  private static Op exact(Op op) {
    return op instanceof Combine combine
        ? new Combine(
            (float) Pass.rounded(combine.alpha(), 0.125),
            combine.a(),
            (float) Pass.rounded(combine.beta(), 0.125),
            combine.b(),
            combine.out())
        : op;
  }
}
