package dev.heed.cpu.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heed.engine.op.Activation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Expected values by mpmath with 40 digits. */
class FunctionsTest {
  @ParameterizedTest
  @CsvSource({
    "1e-300, 1.1283791670955125739e-300, 1",
    "0.1, 0.1124629160182848922, 0.8875370839817151078",
    "0.5, 0.52049987781304653768, 0.47950012218695346232",
    "1, 0.84270079294971486934, 0.15729920705028513066",
    "1.7, 0.98379045859077456363, 0.016209541409225436374",
    "2.5, 0.99959304798255504106, 0.00040695201744495893956",
    "2.999, 0.99997776983140016593, 0.000022230168599834072344",
    "3, 0.99997790950300141456, 0.000022090496998585441373",
    "3.5, 0.99999925690162765859, 7.4309837234141274552e-7",
    "5, 0.99999999999846254021, 1.5374597944280348502e-12",
    "6, 0.99999999999999997848, 2.1519736712498913117e-17"
  })
  void erfAndItsComplementMatchMpmath(double x, double erf, double erfc) {
    assertThat(Functions.erf(x)).isCloseTo(erf, within(1e-15 * Math.abs(erf)));
    assertThat(Functions.erf(-x)).isCloseTo(-erf, within(1e-15 * Math.abs(erf)));
    assertThat(Functions.erfc(x)).isCloseTo(erfc, within(1e-11 * erfc));
  }

  @ParameterizedTest
  @CsvSource({
    "GELU, -37, -2.1184613523340934244e-298",
    "GELU, -12, -2.1317785344932147972e-32",
    "GELU, -5, -1.4332578593959695584e-6",
    "GELU, -1, -0.15865525393145705141",
    "GELU, 0.5, 0.34573123063700655182",
    "GELU, 4, 3.9998733150326675203",
    "GELU_TANH, -5, -2.2917961966295060456e-7",
    "GELU_TANH, -1, -0.15880800939172329522",
    "GELU_TANH, 0.5, 0.34571400982514392204",
    "GELU_TANH, 4, 3.9999297540518076273",
    "SILU, -37, -3.1572276215253040745e-15",
    "SILU, -1, -0.26894142136999512075",
    "SILU, 4, 3.9280551601516337679",
    "SIGMOID, -37, 8.5330476257440650661e-17",
    "SIGMOID, 4, 0.98201379003790844197"
  })
  void activationsMatchMpmath(Activation activation, double x, double expected) {
    assertThat(Functions.apply(activation, x))
        .isCloseTo(expected, within(1e-9 * Math.abs(expected)));
  }

  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"GELU", "GELU_TANH", "SILU"})
  void gatedActivationsFadeToZeroAtMinusInfinity(Activation activation) {
    assertThat(Functions.apply(activation, Double.NEGATIVE_INFINITY)).isZero();
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void everyActivationShowsNaN(Activation activation) {
    assertThat(Functions.apply(activation, Double.NaN)).isNaN();
  }

  @Test
  void erfReachesItsLimits() {
    assertThat(Functions.erf(Double.POSITIVE_INFINITY)).isEqualTo(1);
    assertThat(Functions.erf(Double.NEGATIVE_INFINITY)).isEqualTo(-1);
  }
}
