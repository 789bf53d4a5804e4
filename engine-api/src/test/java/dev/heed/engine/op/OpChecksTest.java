package dev.heed.engine.op;

import static dev.heed.engine.op.Shapes.f32;
import static dev.heed.engine.op.Shapes.i32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.engine.error.InvalidOpException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A backend never sees a bad shape: each check of each op, met by an op that breaks it alone. */
class OpChecksTest {
  static Stream<InvalidOp> invalidOps() {
    return Stream.of(
            InvalidElementOps.all(),
            InvalidNormOps.all(),
            InvalidRowOps.all(),
            InvalidProducts.all(),
            InvalidAttention.all(),
            InvalidGradients.all(),
            InvalidTrainingOps.all())
        .flatMap(List::stream);
  }

  @ParameterizedTest
  @MethodSource("invalidOps")
  void anInvalidOpIsRefused(InvalidOp invalid) {
    assertThatThrownBy(() -> invalid.op().get())
        .isInstanceOf(InvalidOpException.class)
        .hasMessageContaining(invalid.message());
  }

  @Test
  void everyOpHasAnInvalidForm() {
    Set<String> met =
        invalidOps()
            .map(invalid -> invalid.message().substring(0, invalid.message().indexOf(':')))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> ops =
        Arrays.stream(Op.class.getPermittedSubclasses())
            .flatMap(kind -> Arrays.stream(kind.getPermittedSubclasses()))
            .map(Class::getSimpleName)
            .map(name -> Character.toLowerCase(name.charAt(0)) + name.substring(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(met).isEqualTo(ops);
  }

  @Test
  void anOutputThatIsAddedToIsReadAsWell() {
    GatherRows adding = new GatherRows(f32(5, 3), i32(2), true, f32(2, 3));
    assertThat(adding.inputs()).containsExactly(adding.table(), adding.indices(), adding.out());
    MatMul scaled = new MatMul(f32(2, 3), f32(3, 4), false, false, 1, 0.5f, f32(2, 4));
    assertThat(scaled.inputs()).containsExactly(scaled.a(), scaled.b(), scaled.out());
    SumRows summing = new SumRows(f32(5, 3), true, f32(3));
    assertThat(summing.inputs()).containsExactly(summing.in(), summing.out());
    LinearGradient gradient =
        new LinearGradient(null, f32(4, 3), f32(5, 4), f32(5, 3), null, f32(4));
    assertThat(gradient.inputs())
        .containsExactly(gradient.weight(), gradient.outGradient(), gradient.biasGradient());
  }

  @Test
  void anOutputThatIsReplacedIsNotRead() {
    GatherRows replacing = new GatherRows(f32(5, 3), i32(2), false, f32(2, 3));
    assertThat(replacing.inputs()).containsExactly(replacing.table(), replacing.indices());
    MatMul product = MatMul.of(f32(2, 3), f32(3, 4), f32(2, 4));
    assertThat(product.inputs()).containsExactly(product.a(), product.b());
    SumRows sum = new SumRows(f32(5, 3), false, f32(3));
    assertThat(sum.inputs()).containsExactly(sum.in());
  }
}
