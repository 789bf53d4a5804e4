package dev.heed.models.arch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FreeRowsTest {
  @Test
  void rowsBehindAreTakenWhereAllAreFree() {
    FreeRows rows = new FreeRows(100);
    assertThat(rows.take(10)).isZero();
    assertThat(rows.takeAt(10, 5)).isTrue();
    assertThat(rows.take(20)).isEqualTo(15);
    assertThat(rows.takeAt(15, 1)).isFalse();
    rows.give(15, 20);
    assertThat(rows.takeAt(15, 86)).isFalse();
    assertThat(rows.takeAt(15, 85)).isTrue();
    assertThat(rows.longest()).isZero();
  }
}
