package dev.heed.engine;

import static dev.heed.engine.FakeProvider.available;
import static dev.heed.engine.FakeProvider.unavailable;
import static dev.heed.engine.FakeProvider.withDevices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.engine.error.BackendUnavailableException;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

/** Which backend is chosen, and what is said about the others. */
class BackendsTest {
  private static final BackendRequest STRICT = new BackendRequest(null, true);

  @Test
  void theGreatestPriorityIsTaken() {
    BackendChoice choice = best(available("slow", 1), available("fast", 9), available("fair", 5));
    assertThat(choice.provider().name()).isEqualTo("fast");
    assertThat(choice.rejections())
        .containsExactly(
            new Rejection("fair", "priority 5 is below the 9 of 'fast'", "ask for it by name"),
            new Rejection("slow", "priority 1 is below the 9 of 'fast'", "ask for it by name"));
  }

  @Test
  void ofEqualPrioritiesTheFirstNameIsTaken() {
    BackendChoice choice = best(available("b", 5), available("a", 5));
    assertThat(choice.provider().name()).isEqualTo("a");
    assertThat(choice.rejections())
        .containsExactly(
            new Rejection("b", "of equal priority; 'a' comes first by name", "ask for it by name"));
  }

  @Test
  void whatIsUnavailableIsPassedOverWithItsReason() {
    BackendChoice choice =
        best(unavailable("gpu", 9, "there is no GPU", "buy one"), available("cpu", 1));
    assertThat(choice.provider().name()).isEqualTo("cpu");
    assertThat(choice.rejections())
        .containsExactly(new Rejection("gpu", "there is no GPU", "buy one"));
  }

  @Test
  void theFirstDeviceIsTaken() {
    assertThat(best(withDevices("gpu", 1, 3)).device().id()).isEqualTo("gpu:0");
  }

  @Test
  void aChoiceOpensItsDeviceWithTheOptions() {
    BackendOptions options = BackendOptions.DEFAULT.withThreads(3).withMemoryLimit(1000);
    try (Backend backend = best(withDevices("gpu", 1, 2)).open(options)) {
      assertThat(backend.device().id()).isEqualTo("gpu:0");
      assertThat(backend.options()).isEqualTo(options);
    }
  }

  @Test
  void noBackendOnTheClassPathIsAnErrorThatSaysWhatToAdd() {
    refused(Backends.of(List.of()), BackendRequest.BEST)
        .hasMessage(
            "no backend is on the class path; add heed-engine-cpu-simd as a run-time dependency");
  }

  @Test
  void nothingAvailableIsAnErrorThatListsEachReason() {
    refused(
            of(
                unavailable("gpu", 9, "there is no GPU", "buy one"),
                unavailable("cpu", 1, "no vector unit", "use another machine")),
            BackendRequest.BEST)
        .hasMessage(
            """
            no backend is available
              gpu: there is no GPU; buy one
              cpu: no vector unit; use another machine\
            """);
  }

  @Test
  void strictModeRefusesALastResort() {
    refused(of(available("last", -1)), STRICT)
        .hasMessage(
            """
            no backend is available
              last: a last resort, refused in strict mode; ask for it by name without strict mode\
            """);
  }

  @Test
  void strictModeTakesWhatIsNoLastResort() {
    BackendChoice choice = of(available("last", -1), available("cpu", 0)).choose(STRICT);
    assertThat(choice.provider().name()).isEqualTo("cpu");
    assertThat(choice.isLastResort()).isFalse();
  }

  @Test
  void theOneThatIsNamedIsTakenWhateverItsPriority() {
    BackendChoice choice =
        of(available("fast", 9), available("slow", 1)).choose(BackendRequest.named("slow"));
    assertThat(choice.provider().name()).isEqualTo("slow");
    assertThat(choice.rejections())
        .containsExactly(new Rejection("fast", "'slow' was asked for", ""));
  }

  @Test
  void aNameThatNobodyHasIsAnErrorThatListsTheNames() {
    refused(of(available("fast", 9), available("slow", 1)), BackendRequest.named("fsat"))
        .hasMessage("no backend is called 'fsat'; there are 'fast', 'slow'");
    refused(Backends.of(List.of()), BackendRequest.named("fast"))
        .hasMessage("no backend is called 'fast'; there are none");
  }

  @Test
  void theOneThatIsNamedMustBeAvailable() {
    Backends backends =
        of(unavailable("gpu", 9, "there is no GPU", "buy one"), available("cpu", 1));
    refused(backends, BackendRequest.named("gpu"))
        .hasMessage("backend 'gpu' is unavailable: there is no GPU; buy one");
  }

  @Test
  void aDeviceIsAskedForByItsIndex() {
    BackendChoice choice =
        of(withDevices("gpu", 1, 3), available("cpu", 9)).choose(BackendRequest.named("gpu:2"));
    assertThat(choice.device().index()).isEqualTo(2);
    assertThat(choice.device().id()).isEqualTo("gpu:2");
  }

  @Test
  void aDeviceThatIsNotThereIsAnErrorThatListsThem() {
    Backends backends = of(withDevices("gpu", 1, 2));
    for (String wanted : List.of("gpu:2", "gpu:-1", "gpu:", "gpu:first")) {
      refused(backends, BackendRequest.named(wanted))
          .hasMessage(
              "no device is called '%s'; there are gpu:0 (device 0), gpu:1 (device 1)", wanted);
    }
  }

  @Test
  void aDeviceIsAskedForByAPartOfItsName() {
    Backends backends = of(cards());
    assertThat(backends.choose(BackendRequest.named("gpu:H100")).device().index()).isEqualTo(1);
    assertThat(backends.choose(BackendRequest.named("gpu:auto")).device().index()).isEqualTo(0);
    refused(backends, BackendRequest.named("gpu:card"))
        .hasMessage(
            "more than one device is called 'gpu:card'; there are gpu:0 (Card A100), gpu:1 (Card"
                + " H100), gpu:2 (a processor)");
  }

  @Test
  void aNumberIsAPlaceAndNeverAPartOfAName() {
    DeviceInfo first = new DeviceInfo("gpu", 0, "Card 2", Map.of());
    DeviceInfo second = new DeviceInfo("gpu", 1, "Card 3", Map.of());
    Backends backends = of(withDevices("gpu", 1, first, second));
    assertThat(backends.choose(BackendRequest.named("gpu:1")).device()).isEqualTo(second);
    refused(backends, BackendRequest.named("gpu:2"))
        .hasMessage("no device is called 'gpu:2'; there are gpu:0 (Card 2), gpu:1 (Card 3)");
  }

  @Test
  void aDeviceOnRequestIsTakenOnlyWhenItIsAskedFor() {
    FakeProvider slow =
        withDevices("gpu", 9, new DeviceInfo("gpu", 0, "a processor", Map.of(), true));
    Backends backends = of(slow, available("cpu", 1));
    BackendChoice best = backends.choose(BackendRequest.BEST);
    assertThat(best.device().id()).isEqualTo("cpu:0");
    assertThat(best.rejections())
        .containsExactly(
            new Rejection(
                "gpu",
                "its device 'a processor' is taken only when it is asked for",
                "ask for it by name: gpu:0"));
    for (String asked : List.of("gpu", "gpu:0", "gpu:processor", "gpu:auto")) {
      assertThat(backends.choose(BackendRequest.named(asked)).device().id())
          .as(asked)
          .isEqualTo("gpu:0");
    }
    refused(of(slow), BackendRequest.BEST).hasMessageContaining("ask for it by name: gpu:0");
  }

  @Test
  void aDeviceOnRequestIsPassedOverForAnotherOfItsBackend() {
    DeviceInfo slow = new DeviceInfo("gpu", 0, "a processor", Map.of(), true);
    DeviceInfo card = new DeviceInfo("gpu", 1, "a card", Map.of());
    assertThat(of(withDevices("gpu", 9, slow, card)).choose(BackendRequest.BEST).device())
        .isEqualTo(card);
  }

  private static FakeProvider cards() {
    return withDevices(
        "gpu",
        1,
        new DeviceInfo("gpu", 0, "Card A100", Map.of()),
        new DeviceInfo("gpu", 1, "Card H100", Map.of()),
        new DeviceInfo("gpu", 2, "a processor", Map.of(), true));
  }

  @Test
  void strictModeRefusesALastResortThatIsNamed() {
    refused(of(available("last", -1)), new BackendRequest("last", true))
        .hasMessage("backend 'last' is a last resort and refused in strict mode");
  }

  @Test
  void twoBackendsOfOneNameAreAnErrorThatNamesTheirClasses() {
    Backends backends = Backends.of(List.of(available("named-in-a-file", 5), new NamedInAFile()));
    for (BackendRequest request :
        List.of(BackendRequest.BEST, BackendRequest.named("named-in-a-file"))) {
      refused(backends, request)
          .hasMessage(
              "two backends are called 'named-in-a-file': dev.heed.engine.FakeProvider and"
                  + " dev.heed.engine.NamedInAFile; remove one of them from the class path");
    }
  }

  @Test
  void aLastResortIsTakenWithAWarningThatSaysWhyTheOthersWereNot() {
    try (Warnings warnings = new Warnings()) {
      BackendChoice choice =
          best(available("last", -1), unavailable("cpu", 1, "no vector unit", "use another"));
      assertThat(choice.isLastResort()).isTrue();
      assertThat(warnings.texts())
          .containsExactly(
              """
              running on the last-resort backend 'last', which is right but slow
                cpu: no vector unit; use another\
              """);
    }
  }

  @Test
  void aLastResortThatIsNamedComesWithAWarningToo() {
    try (Warnings warnings = new Warnings()) {
      of(available("last", -1), available("cpu", 1)).choose(BackendRequest.named("last"));
      assertThat(warnings.texts()).hasSize(1).first().asString().contains("'last'");
    }
  }

  @Test
  void whatIsNoLastResortComesWithoutAWarning() {
    try (Warnings warnings = new Warnings()) {
      best(available("cpu", 0), available("last", -1));
      assertThat(warnings.texts()).isEmpty();
    }
  }

  private static Backends of(BackendProvider... providers) {
    return Backends.of(List.of(providers));
  }

  private static BackendChoice best(BackendProvider... providers) {
    return of(providers).choose(BackendRequest.BEST);
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> refused(
      Backends backends, BackendRequest request) {
    return assertThatThrownBy(() -> backends.choose(request))
        .isInstanceOf(BackendUnavailableException.class);
  }
}
