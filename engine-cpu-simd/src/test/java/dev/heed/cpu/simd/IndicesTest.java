package dev.heed.cpu.simd;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.heed.engine.error.InvalidOpException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that are written, whether they are many of the target's or few. */
class IndicesTest {
  @ParameterizedTest
  @ValueSource(ints = {10, 1_000_000})
  void theSecondOfTwoEqualOnesIsNamed(int size) {
    assertThatExceptionOfType(InvalidOpException.class)
        .isThrownBy(() -> Indices.checkDistinct("scatterRows", new int[] {7, 3, 9, 3, 7}, size))
        .withMessageContainingAll("scatterRows: index 3 at place 3 came before");
    assertThatExceptionOfType(InvalidOpException.class)
        .isThrownBy(() -> Indices.checkDistinct("scatterRows", new int[] {3, 3}, size))
        .withMessageContaining("index 3 at place 1 came before");
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 1_000_000})
  void differentOnesMayStandInAnyOrder(int size) {
    assertThatCode(
            () -> {
              Indices.checkDistinct("scatterRows", new int[] {}, size);
              Indices.checkDistinct("scatterRows", new int[] {0, 4, 9}, size);
              Indices.checkDistinct("scatterRows", new int[] {9, 0, 4}, size);
            })
        .doesNotThrowAnyException();
  }
}
