package dev.heed.models.generate;

import static dev.heed.models.generate.Answers.greedy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.engine.error.ClosedException;
import dev.heed.engine.error.HeedException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How one answer ends, with the scheduler's calls made by the test. */
class AnswerTest {
  private static final int VOCABULARY = 4;
  private static final int END = 3;

  /** Token 1 is "a"; of token 2 nothing is certain until the end, where it is "b". */
  private static final class HeldBack implements TokenText {
    private String held = "";

    @Override
    public String push(int id) {
      held = id == 2 ? "b" : "";
      return id == 1 ? "a" : "";
    }

    @Override
    public String finish() {
      return held;
    }
  }

  private static Answer answer(
      SamplingOptions options, Supplier<TokenText> pieces, List<LogitStep> steps) {
    GenerationRequest request =
        new GenerationRequest(new int[] {0}, options, Set.of(END), pieces, steps);
    return new Answer(request, 100, VOCABULARY, new SamplerScratch(), () -> {});
  }

  private static Answer answer(SamplingOptions options) {
    return answer(options, HeldBack::new, List.of());
  }

  /** A pass whose greatest logit is that of a token. */
  private static void choose(Answer answer, int id) {
    float[] logits = new float[VOCABULARY];
    logits[id] = 1;
    answer.choose(logits);
  }

  private static GenerationResult read(Answer answer) {
    return Answers.read(answer);
  }

  @Test
  void aStopStringThatWhatWasHeldBackCompletesIsWhyItEndedAtItsMaximum() {
    Answer answer = answer(greedy(2).toBuilder().stopString("ab").build());
    choose(answer, 1);
    choose(answer, 2);
    GenerationResult result = read(answer);
    assertThat(result.finish()).isEqualTo(FinishReason.STOP);
    assertThat(result.stop()).isEqualTo("ab");
    assertThat(result.text()).isEmpty();
  }

  /** The token before held "b" back, which the text of the end token would not give out. */
  @Test
  void aStopStringThatWhatWasHeldBackCompletesIsWhyItEndedAtAnEndToken() {
    Answer answer = answer(greedy(5).toBuilder().stopString("ab").build());
    choose(answer, 1);
    choose(answer, 2);
    choose(answer, END);
    GenerationResult result = read(answer);
    assertThat(result.finish()).isEqualTo(FinishReason.STOP);
    assertThat(result.ids()).containsExactly(1, 2, END);
    assertThat(result.text()).isEmpty();
  }

  @Test
  void whatWasHeldBackIsGivenOutAtTheEnd() {
    Answer answer = answer(greedy(2).toBuilder().stopString("abc").build());
    choose(answer, 1);
    choose(answer, 2);
    GenerationResult result = read(answer);
    assertThat(result.finish()).isEqualTo(FinishReason.LENGTH);
    assertThat(result.text()).isEqualTo("ab");
  }

  @Test
  void aCancelledAnswerIsThatHoweverItFails() {
    Answer answer = answer(greedy(5));
    choose(answer, 1);
    answer.cancel();
    answer.fail(new ClosedException("generation is closed"));
    assertThat(answer.next()).isNull();
    assertThat(answer.result().finish()).isEqualTo(FinishReason.CANCELLED);
    assertThat(answer.result().ids()).containsExactly(1);
  }

  @Test
  void anAnswerThatFailedIsNotCancelledAfterwards() {
    Answer answer = answer(greedy(5));
    answer.fail(new ClosedException("generation is closed"));
    answer.cancel();
    assertThatThrownBy(answer::result)
        .isInstanceOf(HeedException.class)
        .hasMessageContaining("generation is closed");
  }

  /** Its last token is chosen after that, and is none of it. */
  @Test
  void anAnswerThatIsCancelledWhileItsLastTokenIsChosenIsCancelled() {
    AtomicReference<@Nullable Answer> victim = new AtomicReference<>();
    LogitStep cancels =
        (scores, count, history) -> {
          Answer answer = victim.get();
          if (answer != null && history.size() == 2) {
            answer.cancel();
          }
        };
    Answer answer = answer(greedy(2), HeldBack::new, List.of(cancels));
    victim.set(answer);
    choose(answer, 1);
    choose(answer, 1);
    assertThat(answer.result().finish()).isEqualTo(FinishReason.CANCELLED);
    assertThat(answer.result().ids()).containsExactly(1);
  }
}
