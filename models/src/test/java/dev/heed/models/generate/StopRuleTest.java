package dev.heed.models.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class StopRuleTest {
  private static final SamplingOptions.Builder OPTIONS =
      SamplingOptions.builder().maxTokens(3).stopToken(8);

  private static final StopRule RULE = StopRule.of(OPTIONS.build(), Set.of(2, 3));

  @Test
  void anEndTokenEnds() {
    assertThat(RULE.after(3, 1)).contains(FinishReason.EOS);
  }

  @Test
  void aStopTokenEnds() {
    assertThat(RULE.after(8, 1)).contains(FinishReason.STOP);
  }

  @Test
  void theLastTokenThatIsAllowedEnds() {
    assertThat(RULE.after(5, 2)).isEmpty();
    assertThat(RULE.after(5, 3)).contains(FinishReason.LENGTH);
  }

  @Test
  void anEndTokenCountsBeforeTheLength() {
    assertThat(RULE.after(2, 3)).contains(FinishReason.EOS);
  }

  @Test
  void endTokensThatAreIgnoredDoNotEndAndStopTokensDo() {
    StopRule rule = StopRule.of(OPTIONS.build().toBuilder().ignoreEos(true).build(), Set.of(2, 3));
    assertThat(rule.after(2, 1)).isEmpty();
    assertThat(rule.after(8, 1)).contains(FinishReason.STOP);
  }
}
