package dev.heed.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.app.console.Console;
import dev.heed.app.console.Terminal;
import dev.heed.models.generate.GeneratedToken;
import dev.heed.models.generate.GenerationResult;
import dev.heed.models.generate.TokenSource;
import dev.heed.models.generate.TokenStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each call of {@code run} is one press of Ctrl-C. */
class ChatInterruptsTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final AtomicInteger ends = new AtomicInteger();
  private final Console console =
      new Console(
          new ByteArrayInputStream(new byte[0]),
          new ByteArrayOutputStream(),
          err,
          Terminal.NONE,
          Map.of());
  private final ChatInterrupts atTerminal =
      new ChatInterrupts(console, true, ends::incrementAndGet);
  private final ChatInterrupts inPipe = new ChatInterrupts(console, false, ends::incrementAndGet);

  /** An answer that never comes. */
  private static final class Answer implements TokenSource {
    boolean cancelled;

    @Override
    public @Nullable GeneratedToken next() {
      return null;
    }

    @Override
    public void cancel() {
      cancelled = true;
    }

    @Override
    public GenerationResult result() {
      throw new IllegalStateException("no answer");
    }
  }

  private final Answer answer = new Answer();
  private final TokenStream stream = TokenStream.of(answer);

  private String said() {
    console.err().flush();
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void theFirstStopsTheAnswerAndTheSecondTheProgram() {
    atTerminal.expect();
    atTerminal.begin(stream);
    atTerminal.run();
    assertThat(answer.cancelled).isTrue();
    assertThat(ends).hasValue(0);
    atTerminal.run();
    assertThat(ends).hasValue(1);
    assertThat(said()).isEmpty();
  }

  @Test
  void oneWhileThePromptIsMadeStopsTheAnswerBeforeItBegins() {
    for (ChatInterrupts stops : List.of(atTerminal, inPipe)) {
      answer.cancelled = false;
      stops.expect();
      stops.run();
      stops.begin(stream);
      assertThat(answer.cancelled).isTrue();
    }
    assertThat(ends).hasValue(0);
    assertThat(said()).isEmpty();
  }

  @Test
  void anAnswerThatNobodyStoppedGoesOn() {
    atTerminal.expect();
    atTerminal.begin(stream);
    atTerminal.end();
    assertThat(answer.cancelled).isFalse();
  }

  @Test
  void atThePromptTheFirstSaysWhatTheSecondDoes() {
    atTerminal.run();
    assertThat(ends).hasValue(0);
    assertThat(said()).contains("Ctrl-C again, or Ctrl-D, ends");
    atTerminal.run();
    assertThat(ends).hasValue(1);
  }

  @Test
  void oneAtThePromptDoesNotCountForTheAnswerThatFollows() {
    atTerminal.run();
    atTerminal.lineCame();
    atTerminal.expect();
    atTerminal.begin(stream);
    assertThat(answer.cancelled).isFalse();
    atTerminal.run();
    assertThat(answer.cancelled).isTrue();
    assertThat(ends).hasValue(0);
  }

  @Test
  void oneAfterAStoppedAnswerEndsTheProgram() {
    atTerminal.expect();
    atTerminal.begin(stream);
    atTerminal.run();
    atTerminal.end();
    atTerminal.run();
    assertThat(ends).hasValue(1);
  }

  @Test
  void anAnswerThatFailedWhileItsPromptWasMadeIsNotExpectedAnyMore() {
    atTerminal.expect();
    atTerminal.end();
    atTerminal.run();
    assertThat(ends).hasValue(0);
    assertThat(said()).contains("Ctrl-C again");
  }

  @Test
  void whereNobodyIsAskedOneEndsTheProgramBetweenAnswers() {
    inPipe.run();
    assertThat(ends).hasValue(1);
  }
}
