package dev.heed.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.engine.BackendOptions;
import dev.heed.engine.BackendProvider;
import dev.heed.engine.Support;
import dev.heed.engine.Usage;
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
import dev.heed.testkit.check.Work;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.HashSet;
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
import org.junit.jupiter.api.TestInfo;
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
  private static final int MINIMUM_CASES = 4400;

  private @Nullable Subject opened;

  /** For subclasses. */
  protected BackendContract() {}

  /** The backend under test; its class is public with a constructor without arguments. */
  protected abstract BackendProvider provider();

  /**
   * True for a backend that many machines have no device for: where its provider says so, the suite
   * is skipped with that reason. Otherwise it fails.
   */
  protected boolean mayBeAbsent() {
    return false;
  }

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
   * How far an element of a packed weight may be from the weight's own, as a part of the greatest
   * magnitude in its row: 0 where packing only moves them. Eight bits with a scale for each row are
   * off by half of one step in 127.
   */
  protected double packedWeightError() {
    return 0;
  }

  /** False for a backend that works with one thread however many are asked for. */
  protected boolean usesThreads() {
    return true;
  }

  /**
   * What a JVM needs for the backend to open where nothing, or little, is compiled, or kernels
   * early: the suite compares the bits of such JVMs with those of this one. Module flags go here
   * too.
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
    if (mayBeAbsent()) {
      Absence.abortIfUnavailable(provider());
    }
    opened = new Subject(provider(), options(), toleranceFactor(), packedWeightError());
  }

  @AfterAll
  final void closeBackend() {
    if (opened != null) {
      List<Usage> left = opened.usage();
      opened.close();
      assertThat(left).as("what is held after the last test").containsOnly(new Usage(0, 0, 0));
    }
  }

  @TestFactory
  final Stream<DynamicTest> copy(TestInfo factory) {
    return cases(factory);
  }

  @TestFactory
  final Stream<DynamicTest> fill(TestInfo factory) {
    return cases(factory);
  }

  @TestFactory
  final Stream<DynamicTest> gatherRows(TestInfo factory) {
    return cases(factory);
  }

  @TestFactory
  final Stream<DynamicTest> scatterRows(TestInfo factory) {
    return cases(factory);
  }

  @TestFactory
  final Stream<DynamicTest> combine(TestInfo factory) {
    return cases(factory);
  }

  @TestFactory
  final Stream<DynamicTest> multiply(TestInfo factory) {
    return cases(factory);
  }

  @TestFactory
  final Stream<DynamicTest> activate(TestInfo factory) {
    return cases(factory);
  }

  @TestFactory
  final Stream<DynamicTest> normalizeRows(TestInfo factory) {
    return cases(factory);
  }

  @TestFactory
  final Stream<DynamicTest> norm(TestInfo factory) {
    return cases(factory);
  }

  @TestFactory
  final Stream<DynamicTest> addNorm(TestInfo factory) {
    return cases(factory);
  }

  @TestFactory
  final Stream<DynamicTest> softmax(TestInfo factory) {
    return cases(factory);
  }

  @TestFactory
  final Stream<DynamicTest> rotate(TestInfo factory) {
    return cases(factory);
  }

  @TestFactory
  final Stream<DynamicTest> poolRows(TestInfo factory) {
    return cases(factory);
  }

  @TestFactory
  final Stream<DynamicTest> argMaxRows(TestInfo factory) {
    return cases(factory);
  }

  @TestFactory
  final Stream<DynamicTest> topKRows(TestInfo factory) {
    return cases(factory);
  }

  @TestFactory
  final Stream<DynamicTest> matMul(TestInfo factory) {
    return cases(factory);
  }

  @TestFactory
  final Stream<DynamicTest> linear(TestInfo factory) {
    return cases(factory);
  }

  @TestFactory
  final Stream<DynamicTest> packedLinear(TestInfo factory) {
    return cases(factory);
  }

  @TestFactory
  final Stream<DynamicTest> gatedMlp(TestInfo factory) {
    return cases(factory);
  }

  @TestFactory
  final Stream<DynamicTest> packedGatedMlp(TestInfo factory) {
    return cases(factory);
  }

  @TestFactory
  final Stream<DynamicTest> attention(TestInfo factory) {
    return cases(factory);
  }

  @TestFactory
  final Stream<DynamicTest> dropout(TestInfo factory) {
    return cases(factory);
  }

  @TestFactory
  final Stream<DynamicTest> crossEntropy(TestInfo factory) {
    return cases(factory);
  }

  @TestFactory
  final Stream<DynamicTest> activateGradient(TestInfo factory) {
    return cases(factory);
  }

  @TestFactory
  final Stream<DynamicTest> gatedMlpGradient(TestInfo factory) {
    return cases(factory);
  }

  @TestFactory
  final Stream<DynamicTest> normGradient(TestInfo factory) {
    return cases(factory);
  }

  @TestFactory
  final Stream<DynamicTest> normalizeRowsGradient(TestInfo factory) {
    return cases(factory);
  }

  @TestFactory
  final Stream<DynamicTest> softmaxGradient(TestInfo factory) {
    return cases(factory);
  }

  @TestFactory
  final Stream<DynamicTest> rotateGradient(TestInfo factory) {
    return cases(factory);
  }

  @TestFactory
  final Stream<DynamicTest> poolRowsGradient(TestInfo factory) {
    return cases(factory);
  }

  @TestFactory
  final Stream<DynamicTest> scatterAddRows(TestInfo factory) {
    return cases(factory);
  }

  @TestFactory
  final Stream<DynamicTest> sumRows(TestInfo factory) {
    return cases(factory);
  }

  @TestFactory
  final Stream<DynamicTest> sumSquares(TestInfo factory) {
    return cases(factory);
  }

  @TestFactory
  final Stream<DynamicTest> linearGradient(TestInfo factory) {
    return cases(factory);
  }

  @TestFactory
  final Stream<DynamicTest> crossEntropyGradient(TestInfo factory) {
    return cases(factory);
  }

  @TestFactory
  final Stream<DynamicTest> attentionGradient(TestInfo factory) {
    return cases(factory);
  }

  @TestFactory
  final Stream<DynamicTest> sgdStep(TestInfo factory) {
    return cases(factory);
  }

  @TestFactory
  final Stream<DynamicTest> adagradStep(TestInfo factory) {
    return cases(factory);
  }

  @TestFactory
  final Stream<DynamicTest> rmsPropStep(TestInfo factory) {
    return cases(factory);
  }

  @TestFactory
  final Stream<DynamicTest> adamStep(TestInfo factory) {
    return cases(factory);
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
    return new MemoryStatements(subject(), usesThreads()).tests();
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
  final void everyOpHasItsFactory() {
    Set<String> factories = new HashSet<>();
    for (Method method : BackendContract.class.getDeclaredMethods()) {
      if (method.isAnnotationPresent(TestFactory.class)) {
        factories.add(method.getName());
      }
    }
    assertThat(factories).as("test factories").containsAll(AllCases.ops());
  }

  @Test
  final void noTwoCasesHaveOneName() {
    assertThat(AllCases.of(Grid.FULL)).extracting(Case::name).doesNotHaveDuplicates();
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
        .isGreaterThanOrEqualTo(MINIMUM_CASES);
  }

  /** Smaller ones run on the thread that asks for them, whatever the number of threads. */
  @Test
  final void everyOpHasACaseThatIsWorthSharingAmongThreads() {
    Map<String, Long> greatest = new TreeMap<>();
    for (Case one : AllCases.of(Grid.FULL)) {
      greatest.merge(one.op().name(), Work.of(one.op()), Math::max);
    }
    assertThat(greatest)
        .as("the greatest case of each op, in elements or multiply–adds")
        .allSatisfy(
            (op, work) -> assertThat(work).as(op).isGreaterThanOrEqualTo(Work.WORTH_SHARING));
  }

  /** The factory is called like its op, so that reports are, and so that none runs another's. */
  private Stream<DynamicTest> cases(TestInfo factory) {
    CaseChecks checks = new CaseChecks(subject());
    List<Case> cases = AllCases.of(factory.getTestMethod().orElseThrow().getName(), grid());
    return cases.stream().map(one -> DynamicTest.dynamicTest(one.name(), () -> checks.check(one)));
  }

  private Subject subject() {
    if (opened == null) {
      throw new IllegalStateException("the backend has not been opened");
    }
    return opened;
  }
}
