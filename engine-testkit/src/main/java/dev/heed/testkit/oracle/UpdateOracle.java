package dev.heed.testkit.oracle;

import dev.heed.engine.op.AdagradStep;
import dev.heed.engine.op.AdamStep;
import dev.heed.engine.op.Op;
import dev.heed.engine.op.RmsPropStep;
import dev.heed.engine.op.SgdStep;
import dev.heed.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One step of each optimiser, as the pages of the ops say. */
final class UpdateOracle {
  private final Held held;
  private final IdentityHashMap<Tensor, HostTensor> values = new IdentityHashMap<>();

  private UpdateOracle(Held held) {
    this.held = held;
  }

  static List<Expected> expect(Op.Update op, Held held) {
    UpdateOracle oracle = new UpdateOracle(held);
    return switch (op) {
      case SgdStep step -> oracle.sgd(step);
      case AdagradStep step -> oracle.adagrad(step);
      case RmsPropStep step -> oracle.rmsProp(step);
      case AdamStep step -> oracle.adam(step);
    };
  }

  private List<Expected> sgd(SgdStep op) {
    Expected parameters = like(op.parameter());
    Expected velocities = maybe(op.velocity());
    for (int e = 0; e < op.parameter().elements(); e++) {
      Rounded parameter = held(op.parameter(), e);
      Rounded g = gradient(op.gradient(), op.gradientScale(), op.decay(), parameter, e);
      if (op.velocity() != null && velocities != null) {
        Rounded velocity =
            op.isFirst()
                ? g
                : held(op.velocity(), e)
                    .times(op.momentum())
                    .plus(g.times(Rounded.near(1.0 - op.dampening())));
        velocity.of(velocities, e);
        g = op.nesterov() ? g.plus(velocity.times(op.momentum())) : velocity;
      }
      parameter.minus(g.times(op.rate())).of(parameters, e);
    }
    return present(parameters, velocities);
  }

  private List<Expected> adagrad(AdagradStep op) {
    Expected parameters = like(op.parameter());
    Expected sums = like(op.squares());
    for (int e = 0; e < op.parameter().elements(); e++) {
      Rounded parameter = held(op.parameter(), e);
      Rounded g = gradient(op.gradient(), op.gradientScale(), op.decay(), parameter, e);
      Rounded squares = held(op.squares(), e).plus(g.times(g));
      squares.of(sums, e);
      Rounded divisor = squares.root().plus(Rounded.exact(op.epsilon()));
      parameter.minus(g.times(op.rate()).over(divisor)).of(parameters, e);
    }
    return present(parameters, sums);
  }

  private List<Expected> rmsProp(RmsPropStep op) {
    Expected parameters = like(op.parameter());
    Expected sums = like(op.squares());
    Expected means = maybe(op.mean());
    Expected velocities = maybe(op.velocity());
    Rounded rest = Rounded.near(1.0 - op.alpha());
    for (int e = 0; e < op.parameter().elements(); e++) {
      Rounded parameter = held(op.parameter(), e);
      Rounded g = gradient(op.gradient(), op.gradientScale(), op.decay(), parameter, e);
      Rounded squares = held(op.squares(), e).times(op.alpha()).plus(g.times(g).times(rest));
      squares.of(sums, e);
      Rounded variance = squares;
      if (op.mean() != null && means != null) {
        Rounded mean = held(op.mean(), e).times(op.alpha()).plus(g.times(rest));
        mean.of(means, e);
        variance = squares.minus(mean.times(mean));
      }
      Rounded step = g.over(variance.root().plus(Rounded.exact(op.epsilon())));
      if (op.velocity() != null && velocities != null) {
        step = held(op.velocity(), e).times(op.momentum()).plus(step);
        step.of(velocities, e);
      }
      parameter.minus(step.times(op.rate())).of(parameters, e);
    }
    return present(parameters, sums, means, velocities);
  }

  private List<Expected> adam(AdamStep op) {
    Expected parameters = like(op.parameter());
    Expected firsts = like(op.first());
    Expected seconds = like(op.second());
    Expected greatests = maybe(op.greatest());
    Rounded root = Rounded.near(Math.sqrt(op.correction2()));
    for (int e = 0; e < op.parameter().elements(); e++) {
      Rounded parameter = held(op.parameter(), e);
      float coupled = op.decoupled() ? 0 : op.decay();
      Rounded g = gradient(op.gradient(), op.gradientScale(), coupled, parameter, e);
      if (op.decoupled()) {
        parameter = parameter.times(Rounded.near(1 - (double) op.rate() * op.decay()));
      }
      Rounded first = moment(op.first(), op.beta1(), g, e);
      first.of(firsts, e);
      Rounded second = moment(op.second(), op.beta2(), g.times(g), e);
      second.of(seconds, e);
      if (op.greatest() != null && greatests != null) {
        second = held(op.greatest(), e).max(second);
        second.of(greatests, e);
      }
      Rounded divisor = second.root().over(root).plus(Rounded.exact(op.epsilon()));
      Rounded step = first.over(Rounded.exact(op.correction1())).over(divisor);
      parameter.minus(step.times(op.rate())).of(parameters, e);
    }
    return present(parameters, firsts, seconds, greatests);
  }

  /** beta · what was + (1 − beta) · what is. */
  private Rounded moment(Tensor moments, float beta, Rounded now, int e) {
    return held(moments, e).times(beta).plus(now.times(Rounded.near(1.0 - beta)));
  }

  /** What the step takes for the gradient; without decay the parameter is no part of it. */
  private Rounded gradient(Tensor gradient, float scale, float decay, Rounded parameter, int e) {
    Rounded scaled = held(gradient, e).times(scale);
    return decay == 0 ? scaled : scaled.plus(parameter.times(decay));
  }

  private Rounded held(Tensor tensor, int e) {
    return Rounded.exact(values.computeIfAbsent(tensor, held::of).get(e));
  }

  private Expected like(Tensor output) {
    return Expected.like(values.computeIfAbsent(output, held::of));
  }

  private @Nullable Expected maybe(@Nullable Tensor output) {
    return output == null ? null : like(output);
  }

  private static List<Expected> present(@Nullable Expected... outputs) {
    List<Expected> present = new ArrayList<>();
    for (Expected output : outputs) {
      if (output != null) {
        present.add(output);
      }
    }
    return present;
  }
}
