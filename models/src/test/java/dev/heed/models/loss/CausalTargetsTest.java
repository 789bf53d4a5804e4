package dev.heed.models.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.heed.models.arch.TokenBatch;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class CausalTargetsTest {
  static Stream<Arguments> cases() {
    return PeerLosses.of("causal");
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("cases")
  void theLossIsThatOfTransformersOverPaddedRows(String backend, JsonNode peer) {
    TokenBatch batch =
        TokenBatch.of(peer.get("tokens").valueStream().map(PeerLosses::ints).toList());
    int[] targets =
        peer.get("counted").isNull()
            ? CausalTargets.of(batch)
            : CausalTargets.of(batch, flags(PeerLosses.ints(peer.get("counted"))));
    PeerLosses.assertEqual(
        backend,
        peer,
        (pass, logits) -> CrossEntropyLoss.PLAIN.of(pass, logits.getFirst(), targets),
        "logits");
  }

  private static boolean[] flags(int[] numbers) {
    boolean[] flags = new boolean[numbers.length];
    for (int i = 0; i < flags.length; i++) {
      flags[i] = numbers[i] == 1;
    }
    return flags;
  }

  @Test
  void eachTokenPredictsTheNextOfItsSequence() {
    TokenBatch batch = TokenBatch.of(List.of(new int[] {5, 6, 7}, new int[] {8}, new int[] {9, 4}));
    assertThat(CausalTargets.of(batch)).containsExactly(6, 7, -100, -100, 4, -100);
  }

  @Test
  void onlyTokensThatCountArePredicted() {
    TokenBatch batch = TokenBatch.of(List.of(new int[] {5, 6, 7, 8}, new int[] {9, 4}));
    boolean[] counted = {true, false, true, true, true, false};
    assertThat(CausalTargets.of(batch, counted)).containsExactly(-100, 7, 8, -100, -100, -100);
  }

  @Test
  void marksForOtherTokensAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CausalTargets.of(TokenBatch.of(5, 6), new boolean[3]))
        .withMessage("causal targets: 3 marks of what counts for 2 tokens");
  }
}
