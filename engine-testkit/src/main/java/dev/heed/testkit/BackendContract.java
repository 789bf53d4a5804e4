package dev.heed.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.engine.BackendOptions;
import dev.heed.engine.BackendProvider;
import dev.heed.engine.Support;
import dev.heed.engine.op.Op;
import dev.heed.testkit.cases.AllCases;
import dev.heed.testkit.cases.Case;
import dev.heed.testkit.cases.Grid;
import dev.heed.testkit.check.BitStatements;
import dev.heed.testkit.check.CaseChecks;
import dev.heed.testkit.check.ConcurrencyStatements;
import dev.heed.testkit.check.ErrorStatements;
import dev.heed.testkit.check.LifecycleStatements;
import dev.heed.testkit.check.MemoryStatements;
import dev.heed.testkit.check.RelationStatements;
import dev.heed.testkit.check.Subject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * What every backend must do. A backend has one subclass of this per way of opening it:
 *
 * <pre>{@code
 * class SimdContractTests extends BackendContract {
 *   @Override protected BackendProvider provider() { return new SimdProvider(); }
 *   @Override protected Set<String> knownComposed() { return Set.of("gatedMlp"); }
 * }
 * }</pre>
 *
 * <p>Each case is one test: the op against a double-precision oracle, and its bits in a second run,
 * row by row, at other places, in strided and mapped memory, in place, and with two threads;
 * nothing round the outputs may change, and no memory stay behind. A case is skipped only when
 * {@code Backend.support} says that the op is not supported, and what is skipped must equal {@link
 * #knownUnsupported}.
 */
@TestInstance(Lifecycle.PER_CLASS)
public abstract class BackendContract {
  private static final int MINIMUM_CASES = 1900;

  private @Nullable Subject opened;

  /** For subclasses. */
  protected BackendContract() {}

  /** The backend under test; its class is public with a constructor without arguments. */
  protected abstract BackendProvider provider();

  /** How it is opened; the suite sets the number of threads. */
  protected BackendOptions options() {
    return BackendOptions.DEFAULT;
  }

  /** What it does not support, such as {@code packedLinear[BF16]}: exactly this is skipped. */
  protected Set<String> knownUnsupported() {
    return Set.of();
  }

  /** What it composes of other ops, such as {@code gatedMlp}: exactly this. */
  protected Set<String> knownComposed() {
    return Set.of();
  }

  /** How many cases; {@link Grid#REDUCED} for variants that run emulated. */
  protected Grid grid() {
    return Grid.FULL;
  }

  /**
   * Factor of every tolerance. 1 is for plain F32 arithmetic with functions right to 8 units in the
   * last place; a device whose own exponential is worse says so here.
   */
  protected double toleranceFactor() {
    return 1;
  }

  /**
   * What a JVM needs for the backend to open where nothing, or little, is compiled: the suite
   * compares the bits of such a JVM with those of this one. Module flags go here too.
   */
  protected List<String> coldJvmArguments() {
    return List.of();
  }

  /**
   * Further JVMs in which the bits must be those of this one, by what is special about each, with
   * all the flags that it needs: for a backend that promises more than the contract asks.
   */
  protected Map<String, List<String>> furtherJvms() {
    return Map.of();
  }

  @BeforeAll
  final void openBackend() {
    opened = new Subject(provider(), options(), toleranceFactor());
  }

  @AfterAll
  final void closeBackend() {
    if (opened != null) {
      opened.close();
    }
  }

  @TestFactory
  final Stream<DynamicTest> copy() {
    return cases("copy");
  }

  @TestFactory
  final Stream<DynamicTest> fill() {
    return cases("fill");
  }

  @TestFactory
  final Stream<DynamicTest> gatherRows() {
    return cases("gatherRows");
  }

  @TestFactory
  final Stream<DynamicTest> scatterRows() {
    return cases("scatterRows");
  }

  @TestFactory
  final Stream<DynamicTest> combine() {
    return cases("combine");
  }

  @TestFactory
  final Stream<DynamicTest> multiply() {
    return cases("multiply");
  }

  @TestFactory
  final Stream<DynamicTest> activate() {
    return cases("activate");
  }

  @TestFactory
  final Stream<DynamicTest> normalizeRows() {
    return cases("normalizeRows");
  }

  @TestFactory
  final Stream<DynamicTest> norm() {
    return cases("norm");
  }

  @TestFactory
  final Stream<DynamicTest> addNorm() {
    return cases("addNorm");
  }

  @TestFactory
  final Stream<DynamicTest> softmax() {
    return cases("softmax");
  }

  @TestFactory
  final Stream<DynamicTest> rotate() {
    return cases("rotate");
  }

  @TestFactory
  final Stream<DynamicTest> poolRows() {
    return cases("poolRows");
  }

  @TestFactory
  final Stream<DynamicTest> argMaxRows() {
    return cases("argMaxRows");
  }

  @TestFactory
  final Stream<DynamicTest> topKRows() {
    return cases("topKRows");
  }

  @TestFactory
  final Stream<DynamicTest> matMul() {
    return cases("matMul");
  }

  @TestFactory
  final Stream<DynamicTest> linear() {
    return cases("linear");
  }

  @TestFactory
  final Stream<DynamicTest> packedLinear() {
    return cases("packedLinear");
  }

  @TestFactory
  final Stream<DynamicTest> gatedMlp() {
    return cases("gatedMlp");
  }

  @TestFactory
  final Stream<DynamicTest> packedGatedMlp() {
    return cases("packedGatedMlp");
  }

  @TestFactory
  final Stream<DynamicTest> attention() {
    return cases("attention");
  }

  @TestFactory
  final Stream<DynamicTest> relations() {
    return new RelationStatements(subject()).tests();
  }

  @TestFactory
  final Stream<DynamicTest> lifecycle() {
    return new LifecycleStatements(subject()).tests();
  }

  @TestFactory
  final Stream<DynamicTest> memory() {
    return new MemoryStatements(subject()).tests();
  }

  @TestFactory
  final Stream<DynamicTest> errors() {
    return new ErrorStatements(subject()).tests();
  }

  @TestFactory
  final Stream<DynamicTest> concurrency() {
    return new ConcurrencyStatements(subject()).tests();
  }

  @TestFactory
  final Stream<DynamicTest> bits() {
    return new BitStatements(subject(), coldJvmArguments(), furtherJvms()).tests();
  }

  @Test
  final void supportIsWhatTheBackendIsKnownFor() {
    Set<String> unsupported = new TreeSet<>();
    Set<String> composed = new TreeSet<>();
    for (Case one : AllCases.of(Grid.FULL)) {
      switch (subject().backend().support(one.op())) {
        case Support.Dedicated _ -> {}
        case Support.Composed _ -> composed.add(one.feature());
        case Support.Unsupported _ -> unsupported.add(one.feature());
      }
    }
    assertThat(unsupported).as("unsupported").isEqualTo(new TreeSet<>(knownUnsupported()));
    assertThat(composed).as("composed").isEqualTo(new TreeSet<>(knownComposed()));
  }

  @Test
  final void everyOpHasItsCases() {
    Map<String, Integer> counts = new TreeMap<>();
    Map<Class<?>, Integer> classes = new HashMap<>();
    for (Case one : AllCases.of(Grid.FULL)) {
      counts.merge(one.op().name(), 1, Integer::sum);
      classes.merge(one.op().getClass(), 1, Integer::sum);
    }
    for (Class<?> kind : Op.class.getPermittedSubclasses()) {
      for (Class<?> op : kind.getPermittedSubclasses()) {
        assertThat(classes).as("ops with cases").containsKey(op);
      }
    }
    assertThat(counts.values()).as("cases of %s", counts).allMatch(count -> count >= 35);
    assertThat(counts.values().stream().mapToInt(Integer::intValue).sum())
        .as("cases of %s", counts)
        .isGreaterThan(MINIMUM_CASES);
  }

  private Stream<DynamicTest> cases(String op) {
    CaseChecks checks = new CaseChecks(subject());
    List<Case> cases = AllCases.of(op, grid());
    return cases.stream().map(one -> DynamicTest.dynamicTest(one.name(), () -> checks.check(one)));
  }

  private Subject subject() {
    if (opened == null) {
      throw new IllegalStateException("the backend has not been opened");
    }
    return opened;
  }
}
