package dev.heed.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.engine.host.PlainBackend;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TuningVerdictTest {
  @Test
  void theGainIsOverTheDefault() {
    TuningVerdict verdict = verdict("wide", 3e9, 2e9, 4);
    assertThat(verdict.gain()).isEqualTo(1.5);
    assertThat(verdict.isChange()).isTrue();
    assertThat(verdict("narrow", 2e9, 2e9, 4).isChange()).isFalse();
  }

  @Test
  void aDefaultThatDoesNotRunHereHasNoSpeed() {
    assertThat(verdict("wide", 3e9, Double.NaN, 1).gain()).isNaN();
  }

  @Test
  void nothingWinsThatDidNotRun() {
    for (double speed : new double[] {0, -1, Double.NaN}) {
      assertThatThrownBy(() -> verdict("wide", speed, 2e9, 4))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("tuning of products");
    }
    assertThatThrownBy(() -> verdict("wide", 3e9, 2e9, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 tried");
  }

  @Test
  void aBackendHasNothingToTuneUnlessItSaysSo() {
    DeviceInfo device = new DeviceInfo("plain", 0, "nothing", Map.of());
    List<String> heard = new ArrayList<>();
    try (Backend backend = new PlainBackend(device, BackendOptions.DEFAULT)) {
      assertThat(backend.tune(heard::add)).isEmpty();
    }
    assertThat(heard).isEmpty();
  }

  private static TuningVerdict verdict(String chosen, double speed, double byDefault, int tried) {
    return new TuningVerdict(
        "products",
        chosen,
        speed,
        "narrow",
        byDefault,
        TuningVerdict.Unit.MULTIPLY_ADDS,
        tried,
        2,
        null);
  }
}
