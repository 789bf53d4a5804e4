package dev.heed.testkit.oracle;

import static dev.heed.testkit.oracle.Rounding.TINY;
import static dev.heed.testkit.oracle.Rounding.U;

import dev.heed.engine.op.Activate;
import dev.heed.engine.op.Combine;
import dev.heed.engine.op.Copy;
import dev.heed.engine.op.Fill;
import dev.heed.engine.op.Multiply;
import java.util.List;

/** Ops that look at one element at a time. */
final class ElementOracle {
  private ElementOracle() {}

  /** Equal types keep their bits; other types round, or are cut, exactly. */
  static List<Expected> copy(Copy op, Held held) {
    HostTensor from = held.of(op.from());
    Expected out = Expected.like(held.of(op.out()));
    boolean sameType = op.from().dtype() == op.out().dtype();
    for (int e = 0; e < from.count(); e++) {
      if (sameType) {
        out.setBits(e, from.bits(e));
      } else {
        out.setRounded(e, from.get(e));
      }
    }
    return List.of(out);
  }

  static List<Expected> fill(Fill op, Held held) {
    HostTensor before = held.of(op.out());
    Expected out = Expected.like(before);
    for (int e = 0; e < before.count(); e++) {
      out.set(e, op.value(), 0);
    }
    return List.of(out);
  }

  /** Two products and a sum, each rounded once or not at all. */
  static List<Expected> combine(Combine op, Held held) {
    HostTensor a = held.of(op.a());
    HostTensor b = op.b() == null ? null : held.of(op.b());
    Expected out = Expected.like(held.of(op.out()));
    for (int e = 0; e < a.count(); e++) {
      double left = op.alpha() * a.get(e);
      if (b == null) {
        out.set(e, (float) left, 0);
        continue;
      }
      double right = op.beta() * b.get(e % b.count());
      double sum = left + right;
      boolean exact = Math.abs(op.alpha()) == 1 && Math.abs(op.beta()) == 1;
      double tolerance =
          exact ? 0 : U * (Math.abs(left) + Math.abs(right) + Math.abs(sum)) + 2 * TINY;
      out.set(e, exact ? (float) sum : sum, tolerance);
    }
    return List.of(out);
  }

  /** One product, rounded once. */
  static List<Expected> multiply(Multiply op, Held held) {
    HostTensor a = held.of(op.a());
    HostTensor b = held.of(op.b());
    Expected out = Expected.like(held.of(op.out()));
    for (int e = 0; e < a.count(); e++) {
      out.set(e, (float) (a.get(e) * b.get(e % b.count())), 0);
    }
    return List.of(out);
  }

  static List<Expected> activate(Activate op, Held held) {
    HostTensor in = held.of(op.in());
    Expected out = Expected.like(held.of(op.out()));
    for (int e = 0; e < in.count(); e++) {
      double x = in.get(e);
      double y = Functions.apply(op.activation(), x);
      out.set(e, y, Functions.tolerance(op.activation(), x, y));
    }
    return List.of(out);
  }
}
