package dev.heed.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Requests and options from system properties and environment variables. */
class EnvironmentTest {
  private static final Map<String, String> NONE = Map.of();

  @Test
  void withoutSettingsTheBestIsAskedForAndTheDefaultsHold() {
    assertThat(request(NONE, NONE)).isEqualTo(BackendRequest.BEST);
    assertThat(options(NONE, NONE)).isEqualTo(BackendOptions.DEFAULT);
  }

  @Test
  void propertiesSetEverything() {
    Map<String, String> properties =
        Map.of(
            "heed.backend", "cpu-simd",
            "heed.strict", "true",
            "heed.threads", "3",
            "heed.compute", "fast");
    assertThat(request(properties, NONE)).isEqualTo(new BackendRequest("cpu-simd", true));
    assertThat(options(properties, NONE))
        .isEqualTo(BackendOptions.DEFAULT.withThreads(3).withCompute(Compute.FAST));
  }

  @Test
  void variablesSetEverything() {
    Map<String, String> variables =
        Map.of(
            "HEED_BACKEND", "gpu-opencl:1",
            "HEED_STRICT", "yes",
            "HEED_THREADS", "4",
            "HEED_COMPUTE", "EXACT");
    assertThat(request(NONE, variables)).isEqualTo(new BackendRequest("gpu-opencl:1", true));
    assertThat(options(NONE, variables)).isEqualTo(BackendOptions.DEFAULT.withThreads(4));
  }

  @Test
  void aPropertyComesBeforeTheVariable() {
    Map<String, String> variables =
        Map.of("HEED_BACKEND", "theirs", "HEED_STRICT", "true", "HEED_THREADS", "8");
    Map<String, String> properties =
        Map.of("heed.backend", "ours", "heed.strict", "false", "heed.threads", "2");
    assertThat(request(properties, variables)).isEqualTo(new BackendRequest("ours", false));
    assertThat(options(properties, variables).threads()).isEqualTo(2);
  }

  @Test
  void aBlankSettingIsNone() {
    assertThat(request(Map.of("heed.backend", "  "), NONE)).isEqualTo(BackendRequest.BEST);
    assertThat(options(NONE, Map.of("HEED_THREADS", ""))).isEqualTo(BackendOptions.DEFAULT);
  }

  @Test
  void spaceAroundASettingIsNoPartOfIt() {
    assertThat(request(Map.of("heed.backend", " cpu-simd\n"), NONE).backend())
        .isEqualTo("cpu-simd");
  }

  @Test
  void aNumberOfThreadsThatIsNoneIsAnErrorThatNamesTheSetting() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options(NONE, Map.of("HEED_THREADS", "two")))
        .withMessage("heed.threads (or HEED_THREADS) must be a number, was 'two'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options(Map.of("heed.threads", "-1"), NONE))
        .withMessage("threads must be 1 to 4096, or 0 for one per processor; was -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options(Map.of("heed.threads", "4097"), NONE))
        .withMessageContaining("was 4097");
  }

  @Test
  void anArithmeticThatIsNoneIsAnErrorThatListsThem() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options(Map.of("heed.compute", "quick"), NONE))
        .withMessage("heed.compute (or HEED_COMPUTE) must be one of [EXACT, FAST], was 'quick'");
  }

  @Test
  void aFlagIsTrueOrFalse() {
    assertThat(request(Map.of("heed.strict", "1"), NONE).strict()).isTrue();
    assertThat(request(Map.of("heed.strict", "No"), NONE).strict()).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> request(Map.of("heed.strict", "perhaps"), NONE))
        .withMessage("heed.strict (or HEED_STRICT) must be true or false, was 'perhaps'");
  }

  @Test
  void aMemoryLimitBelowZeroIsAnError() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BackendOptions.DEFAULT.withMemoryLimit(-1))
        .withMessage("memoryLimit must be at least 0 bytes (0 for none); was -1");
  }

  @Test
  void theEnvironmentOfThisJvmCanBeRead() {
    assertThatNoException().isThrownBy(BackendRequest::fromEnvironment);
    assertThatNoException().isThrownBy(BackendOptions::fromEnvironment);
  }

  private static BackendRequest request(
      Map<String, String> properties, Map<String, String> variables) {
    return BackendRequest.from(new Settings(properties::get, variables::get));
  }

  private static BackendOptions options(
      Map<String, String> properties, Map<String, String> variables) {
    return BackendOptions.from(new Settings(properties::get, variables::get), Compute.EXACT);
  }
}
