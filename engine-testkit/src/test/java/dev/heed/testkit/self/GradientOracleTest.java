package dev.heed.testkit.self;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heed.engine.op.Activation;
import dev.heed.engine.op.Op;
import dev.heed.engine.tensor.Tensor;
import dev.heed.testkit.oracle.HostTensor;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The oracle's gradients are derivatives of the oracle's own forward passes, so that no formula is
 * wrong in both: along random directions they agree with central differences in double precision.
 */
class GradientOracleTest {
  private static final int DIRECTIONS = 4;

  static Stream<Pass> passes() {
    return Stream.of(
            Arrays.stream(Activation.values()).map(ElementPasses::activate),
            ElementPasses.all(),
            RowPasses.all(),
            ProductPasses.all(),
            AttentionPasses.all())
        .flatMap(all -> all);
  }

  @ParameterizedTest
  @MethodSource("passes")
  void aGradientIsTheDerivativeOfItsPass(Pass pass) {
    assertThat(pass.gradients()).isNotEmpty();
    for (Map.Entry<Tensor, Tensor> entry : pass.gradients().entrySet()) {
      HostTensor gradient = pass.of(entry.getValue());
      for (int n = 0; n < DIRECTIONS; n++) {
        int[] direction = pass.direction(entry.getKey(), n);
        double along = 0;
        double magnitude = 0;
        for (int e = 0; e < direction.length; e++) {
          along += gradient.get(e) * direction[e];
          magnitude += Math.abs(gradient.get(e) * direction[e]);
        }
        assertThat(magnitude).as("the gradient of %s", entry.getKey()).isPositive();
        assertThat(along)
            .as("along a direction of %s", entry.getKey())
            .isCloseTo(slope(pass, entry.getKey(), direction), within(3e-6 * magnitude + 1e-7));
      }
    }
  }

  @Test
  void everyDifferentiableOpHasItsPass() {
    Set<Class<?>> passed = new HashSet<>();
    passes().forEach(pass -> passed.add(pass.forward().getClass()));
    assertThat(passed).containsExactlyInAnyOrder(Op.Differentiable.class.getPermittedSubclasses());
  }

  /** Central differences over one step and over two: what is left is of fourth order. */
  private static double slope(Pass pass, Tensor input, int[] direction) {
    double near = pass.moved(input, direction, 1) - pass.moved(input, direction, -1);
    double far = pass.moved(input, direction, 2) - pass.moved(input, direction, -2);
    return (4 * near / 2 - far / 4) / 3 / Pass.STEP;
  }
}
