package dev.heed.models.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class TokenStreamTest {
  private final ListedTokens source = new ListedTokens(3);
  private final TokenStream stream = TokenStream.of(source);

  @Test
  void anIteratorGivesEachTokenOnce() {
    List<Integer> ids = new ArrayList<>();
    for (GeneratedToken token : stream) {
      ids.add(token.id());
    }
    assertThat(ids).containsExactly(0, 1, 2);
    assertThat(stream.result().ids()).containsExactly(0, 1, 2);
  }

  @Test
  void anIteratorComputesNothingBeforeItIsAsked() {
    Iterator<GeneratedToken> tokens = stream.iterator();
    assertThat(source.computed()).isEqualTo(0);
    assertThat(tokens.hasNext()).isTrue();
    assertThat(tokens.hasNext()).isTrue();
    assertThat(source.computed()).isEqualTo(1);
  }

  @Test
  void anIteratorSaysThatItHasEnded() {
    Iterator<GeneratedToken> tokens = stream.iterator();
    tokens.forEachRemaining(token -> {});
    assertThat(tokens.hasNext()).isFalse();
    assertThatThrownBy(tokens::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void anIteratorEndsWhenTheAnswerIsCancelled() {
    Iterator<GeneratedToken> tokens = stream.iterator();
    tokens.next();
    stream.cancel();
    assertThat(tokens.hasNext()).isFalse();
    assertThat(stream.result().finish()).isEqualTo(FinishReason.CANCELLED);
    assertThat(stream.result().ids()).containsExactly(0);
  }

  @Test
  void closingCancelsWhatWasNotRead() {
    try (stream) {
      stream.iterator().next();
    }
    assertThat(source.cancelled()).isTrue();
    assertThat(stream.result().finish()).isEqualTo(FinishReason.CANCELLED);
  }

  @Test
  void aFailureReachesTheReaderAndEndsTheAnswer() {
    TokenStream failing =
        TokenStream.of(new ListedTokens(1, new IllegalArgumentException("broken")));
    Iterator<GeneratedToken> tokens = failing.iterator();
    tokens.next();
    assertThatThrownBy(tokens::hasNext).hasMessage("broken");
    assertThat(tokens.hasNext()).isFalse();
    assertThatThrownBy(failing::result).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aCallbackGetsEachTokenOnThisThread() {
    List<String> texts = new ArrayList<>();
    GenerationResult result = stream.read(token -> texts.add(token.text()));
    assertThat(texts).containsExactly("t0", "t1", "t2");
    assertThat(result.finish()).isEqualTo(FinishReason.LENGTH);
  }

  @Test
  void whatACallbackThrowsCancelsTheAnswerAndIsPassedOn() {
    assertThatThrownBy(() ->
            stream.read(token -> {
              throw new IllegalArgumentException("of the program");
            }))
        .hasMessage("of the program");
    assertThat(source.cancelled()).isTrue();
    assertThat(source.computed()).isEqualTo(1);
  }

  @Test
  void theResultOfAnAnswerThatNobodyReadIsComputed() {
    assertThat(stream.result().ids()).containsExactly(0, 1, 2);
  }

  @Test
  void theResultOfAnAnswerThatIsReadHalfReadsTheRest() {
    stream.iterator().next();
    assertThat(stream.result().ids()).containsExactly(0, 1, 2);
  }

  @Test
  void anAnswerIsReadOnce() {
    stream.result();
    assertThatThrownBy(stream::iterator)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("this answer is read by a call of result already");
    assertThatThrownBy(() -> stream.read(token -> {})).isInstanceOf(IllegalStateException.class);
  }
}
