package dev.heed.testkit.check;

import dev.heed.engine.Backend;
import dev.heed.engine.CommandQueue;
import dev.heed.engine.Scope;
import dev.heed.engine.Support;
import dev.heed.engine.Usage;
import dev.heed.engine.compose.Composition;
import dev.heed.engine.compose.OpRunner;
import dev.heed.engine.error.UnsupportedOpException;
import dev.heed.engine.op.Op;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import dev.heed.testkit.cases.Case;
import dev.heed.testkit.oracle.Expected;
import dev.heed.testkit.oracle.HostTensor;
import dev.heed.testkit.oracle.Oracle;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.opentest4j.TestAbortedException;

/** Everything that is checked on one case. */
public final class CaseChecks {
  /** Runs with two threads of what is worth sharing. */
  private static final int SHARED_RUNS = 5;

  private final Subject subject;

  public CaseChecks(Subject subject) {
    this.subject = subject;
  }

  /**
   * Runs the case in every way.
   *
   * @throws AssertionError that lists every finding
   * @throws TestAbortedException when the backend says that it does not support the op, and keeps
   *     to it
   */
  public void check(Case one) {
    Findings findings = new Findings(one.name());
    Backend backend = subject.backend();
    List<Usage> before = subject.usage();
    boolean supported;
    try (Scope scope = backend.newScope("case");
        CommandQueue queue = backend.newQueue("case")) {
      supported = support(one, backend, scope, queue, findings);
      if (supported) {
        run(one, backend, scope, queue, findings);
      }
    }
    List<Usage> after = subject.usage();
    if (!after.equals(before)) {
      findings.add(Check.LEAK, "%s became %s".formatted(before, after));
    }
    findings.throwIfAny();
    if (!supported) {
      throw new TestAbortedException(backend.support(one.op()).toString());
    }
  }

  private boolean support(
      Case one, Backend backend, Scope scope, CommandQueue queue, Findings findings) {
    Support answer = backend.support(one.op());
    if (!(answer instanceof Support.Unsupported)) {
      return true;
    }
    PlacedCase placed;
    try {
      placed = new PlacedCase(one.op(), one.data(), Placement.DENSE, backend, scope, queue);
    } catch (UnsupportedOpException expected) {
      if (one.op().packedWeights().isEmpty()) {
        findings.add(Check.SUPPORT, "could not be placed: " + expected.getMessage());
      }
      return false;
    }
    try {
      placed.run();
      findings.add(Check.SUPPORT, "answered %s, but ran".formatted(answer));
    } catch (UnsupportedOpException expected) {
      findings.same(Check.SUPPORT, placed.before(), placed.results());
    }
    return false;
  }

  private void run(Case one, Backend backend, Scope scope, CommandQueue queue, Findings findings) {
    PlacedCase dense = new PlacedCase(one.op(), one.data(), Placement.DENSE, backend, scope, queue);
    Support question = backend.support(one.op());
    Support inMemory = backend.support(dense.op());
    boolean alike =
        one.op().packedWeights().isEmpty()
            ? question.equals(inMemory)
            : question.getClass().equals(inMemory.getClass());
    if (!alike) {
      findings.add(Check.SUPPORT, "%s without memory, %s with it".formatted(question, inMemory));
    }
    dense.run();
    List<HostTensor> results = dense.results();
    List<Expected> expected = Oracle.expect(one.op(), dense.held(), subject.packedWeightError());
    compare(Check.ORACLE, expected, dense, 1, findings);
    trespasses(Check.BANDS, dense, findings);

    boolean leavesSome = expected.stream().anyMatch(Expected::leavesSome);
    dense.run(List.of(dense.op()), leavesSome ? null : -1e30f);
    findings.same(Check.REPEAT, results, dense.results());
    rows(Check.ROWS_ALONE, RowParts.oneByOne(dense.op()), dense, results, findings);
    rows(Check.ROWS_ELSEWHERE, RowParts.elsewhere(dense.op()), dense, results, findings);
    trespasses(Check.BANDS, dense, findings);
    if (question instanceof Support.Dedicated && Composition.covers(dense.op())) {
      composed(expected, dense, queue, backend, findings);
    }

    again(Check.VIEWS, one.op(), one, Placement.GAPPED, backend, results, findings);
    again(Check.MAPPED, one.op(), one, Placement.MAPPED, backend, results, findings);
    threads(one, results, findings);
    for (Op form : InPlace.formsOf(one.op())) {
      again(Check.IN_PLACE, form, one, Placement.DENSE, backend, results, findings);
    }
  }

  private static void rows(
      Check check, List<Op> parts, PlacedCase placed, List<HostTensor> results, Findings findings) {
    if (!parts.isEmpty()) {
      placed.run(parts, null);
      findings.same(check, results, placed.results());
    }
  }

  /** The same values elsewhere give the same bits. */
  private static void again(
      Check check,
      Op question,
      Case one,
      Placement placement,
      Backend backend,
      List<HostTensor> results,
      Findings findings) {
    try (Scope scope = backend.newScope("case, again");
        CommandQueue queue = backend.newQueue("case, again")) {
      PlacedCase placed = new PlacedCase(question, one.data(), placement, backend, scope, queue);
      placed.run();
      findings.same(check, results, placed.results());
      trespasses(check, placed, findings);
    }
  }

  /**
   * Two threads give the same bits. Whether both take part in a run is a matter of moments, so that
   * what they could share is run several times.
   */
  private void threads(Case one, List<HostTensor> results, Findings findings) {
    int runs = Work.of(one.op()) >= Work.WORTH_SHARING ? SHARED_RUNS : 1;
    try (Scope scope = subject.twoThreads().newScope("case, with two threads");
        CommandQueue queue = subject.twoThreads().newQueue("case, with two threads")) {
      PlacedCase placed =
          new PlacedCase(one.op(), one.data(), Placement.DENSE, subject.twoThreads(), scope, queue);
      for (int run = 0; run < runs; run++) {
        placed.run();
        findings.same(Check.THREADS, results, placed.results());
      }
      trespasses(Check.THREADS, placed, findings);
    }
  }

  /** The composition of the backend's own required ops gives the same, within its rounding. */
  private void composed(
      List<Expected> expected,
      PlacedCase placed,
      CommandQueue queue,
      Backend backend,
      Findings findings) {
    try (Scope scratch = backend.newScope("composition")) {
      placed.run(List.of(), null);
      Composition.run(
          placed.op(),
          new OpRunner() {
            @Override
            public void run(Op op) {
              queue.run(op);
            }

            @Override
            public void upload(MemorySegment from, Tensor to) {
              queue.upload(from, to);
            }

            @Override
            public void download(Tensor from, MemorySegment to) {
              queue.download(from, to);
            }

            @Override
            public Tensor scratch(DType dtype, int... shape) {
              return scratch.allocate(dtype, shape);
            }
          });
      compare(Check.COMPOSITION, expected, placed, 2, findings);
      trespasses(Check.COMPOSITION, placed, findings);
    }
  }

  private void compare(
      Check check, List<Expected> expected, PlacedCase placed, double factor, Findings findings) {
    List<HostTensor> results = placed.results();
    List<HostTensor> before = placed.before();
    for (int o = 0; o < expected.size(); o++) {
      String mismatch =
          expected
              .get(o)
              .mismatch(results.get(o), before.get(o), factor * subject.toleranceFactor());
      if (mismatch != null) {
        findings.add(check, "output %d: %s".formatted(o, mismatch));
      }
    }
  }

  private static void trespasses(Check check, PlacedCase placed, Findings findings) {
    placed.trespasses().forEach(what -> findings.add(check, what));
  }
}
