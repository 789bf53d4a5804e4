package dev.heed.testkit.self;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heed.engine.op.Activation;
import dev.heed.engine.op.Op;
import dev.heed.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The oracle's gradients are derivatives of the oracle's own forward passes, so that no formula is
 * wrong in both: along random directions they agree with central differences in double precision,
 * for each feature of an op and over the grid of the forward ops ({@link GridPasses}).
 */
class GradientOracleTest {
  private static final int DIRECTIONS = 4;

  /** Along which each input of a case of the grid is moved. */
  private static final int DIRECTIONS_OF_GRID = 2;

  /** Of each op: there are 1,200 in all, 250 of them of attention. */
  private static final int FEWEST_CASES = 30;

  static Stream<Pass> passes() {
    return Stream.of(
            Arrays.stream(Activation.values()).map(ElementPasses::activate),
            ElementPasses.all(),
            RowPasses.all(),
            ProductPasses.all(),
            AttentionPasses.all())
        .flatMap(all -> all);
  }

  static Stream<Pass> grid() {
    return GridPasses.all();
  }

  @ParameterizedTest
  @MethodSource("passes")
  void aGradientIsTheDerivativeOfItsPass(Pass pass) {
    assertThat(pass.gradients()).isNotEmpty();
    for (Map.Entry<Tensor, Tensor> entry : pass.gradients().entrySet()) {
      for (int n = 0; n < DIRECTIONS; n++) {
        assertThat(magnitude(pass, entry.getValue(), pass.direction(entry.getKey(), n)))
            .as("the gradient of %s", entry.getKey())
            .isPositive();
        isSlope(pass, entry.getKey(), entry.getValue(), n);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("grid")
  void aGradientIsTheDerivativeOverTheGridOfForwardOps(Pass pass) {
    assertThat(pass.gradients()).isNotEmpty();
    pass.gradients()
        .forEach((input, gradient) -> {
          for (int n = 0; n < DIRECTIONS_OF_GRID; n++) {
            isSlope(pass, input, gradient, n);
          }
        });
  }

  @Test
  void everyDifferentiableOpHasItsPass() {
    Set<Class<?>> passed = new HashSet<>();
    passes().forEach(pass -> passed.add(pass.forward().getClass()));
    assertThat(passed).containsExactlyInAnyOrder(Op.Differentiable.class.getPermittedSubclasses());
  }

  @Test
  void everyDifferentiableOpHasManyCasesInTheGrid() {
    Map<Class<?>, Long> cases =
        grid().collect(Collectors.groupingBy(p -> p.forward().getClass(), Collectors.counting()));
    assertThat(cases).containsOnlyKeys(Op.Differentiable.class.getPermittedSubclasses());
    assertThat(cases)
        .allSatisfy((op, count) ->
            assertThat(count).as(op.getSimpleName()).isGreaterThanOrEqualTo(FEWEST_CASES));
  }

  private static void isSlope(Pass pass, Tensor input, Tensor gradient, int n) {
    int[] direction = pass.direction(input, n);
    double along = 0;
    for (int e = 0; e < direction.length; e++) {
      along += direction[e] == 0 ? 0 : pass.of(gradient).get(e) * direction[e];
    }
    double tolerance = 3e-6 * magnitude(pass, gradient, direction) + 1e-7 + pass.rounding();
    assertThat(along)
        .as("along a direction of %s", input)
        .isCloseTo(slope(pass, input, direction), within(tolerance));
  }

  private static double magnitude(Pass pass, Tensor gradient, int[] direction) {
    double magnitude = 0;
    for (int e = 0; e < direction.length; e++) {
      magnitude += Math.abs(pass.of(gradient).get(e) * direction[e]);
    }
    return magnitude;
  }

  /** Central differences over one step and over two: what is left is of fourth order. */
  private static double slope(Pass pass, Tensor input, int[] direction) {
    double near = pass.moved(input, direction, 1) - pass.moved(input, direction, -1);
    double far = pass.moved(input, direction, 2) - pass.moved(input, direction, -2);
    return (4 * near / 2 - far / 4) / 3 / Pass.STEP;
  }
}
