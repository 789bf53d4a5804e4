package dev.heed.models.arch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.Usage;
import dev.heed.engine.error.ClosedException;
import dev.heed.engine.error.MemoryLimitException;
import dev.heed.models.InstalledBackends;
import dev.heed.models.LoadedDecoder;
import dev.heed.models.TinyDecoder;
import dev.heed.models.load.DecoderPlan;
import dev.heed.models.load.ModelSource;
import dev.heed.models.spec.ModelException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a session refuses, and that others go on undisturbed. */
class DecoderSessionErrorsTest {
  private static final int TOKENS = 40;

  @TempDir Path folder;

  @RegisterExtension final LoadedDecoder loaded = new LoadedDecoder(TinyDecoder.llama(TOKENS));

  @Test
  void aSequenceLongerThanTheModelTakesIsRefused() {
    try (DecoderSession session = loaded.model().newSession(CacheOptions.of(100))) {
      assertThatThrownBy(() -> session.open(41))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("up to 41 tokens; expected 1 to 40");
    }
  }

  @Test
  void aSequenceLongerThanAgreedIsRefusedThoughTheCacheHasRoom() {
    CacheOptions options = CacheOptions.of(TOKENS).withSequences(4).withLongest(12);
    try (DecoderSession session = loaded.model().newSession(options)) {
      assertThat(session.longest()).isEqualTo(12);
      assertThat(session.room()).isEqualTo(12);
      assertThatThrownBy(() -> session.open(13))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("up to 13 tokens; expected 1 to 12");
    }
    assertThatThrownBy(() -> options.withLongest(TOKENS + 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a cache of 40 tokens does not hold a sequence of 41");
  }

  @Test
  void aFullCacheRefusesTheNextSequenceAndTheOthersGoOn() {
    try (DecoderSession session =
            loaded.model().newSession(CacheOptions.of(TOKENS).withSequences(4));
        TokenSequence first = session.open(30)) {
      float[] expected = session.extend(first, 1, 2, 3);
      first.returnTo(2);
      assertThat(session.room()).isEqualTo(10);
      assertThatThrownBy(() -> session.open(11))
          .isInstanceOf(MemoryLimitException.class)
          .hasMessageContaining("no room for a sequence of 11 tokens")
          .hasMessageContaining("10 tokens in a row are free of 40");
      assertThat(session.extend(first, 3)).isEqualTo(expected);
      session.open(10).close();
    }
  }

  @Test
  void moreSequencesThanAgreedAreRefused() {
    try (DecoderSession session = loaded.model().newSession(CacheOptions.of(TOKENS));
        TokenSequence only = session.open(10)) {
      assertThat(only.limit()).isEqualTo(10);
      assertThat(session.room()).isZero();
      assertThatThrownBy(() -> session.open(10))
          .isInstanceOf(MemoryLimitException.class)
          .hasMessageContaining("beside 1 of 1 sequences");
    }
  }

  @Test
  void rowsOfClosedSequencesComeTogetherAgain() {
    try (DecoderSession session =
        loaded.model().newSession(CacheOptions.of(TOKENS).withSequences(4))) {
      TokenSequence a = session.open(10);
      TokenSequence b = session.open(10);
      TokenSequence c = session.open(10);
      a.close();
      c.close();
      b.close();
      b.close();
      assertThat(session.room()).isEqualTo(40);
    }
  }

  @Test
  void aTokenThatTheModelDoesNotHaveIsNamed() {
    try (DecoderSession session = loaded.model().newSession(CacheOptions.of(TOKENS));
        TokenSequence sequence = session.open(10)) {
      assertThatThrownBy(() -> session.extend(sequence, 1, 50))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("token id 50 at place 1 is outside 0 … 49");
      assertThat(sequence.length()).isZero();
    }
  }

  @Test
  void moreTokensThanASequenceWasOpenedForAreRefused() {
    try (DecoderSession session = loaded.model().newSession(CacheOptions.of(TOKENS));
        TokenSequence sequence = session.open(3)) {
      session.extend(sequence, 1, 2);
      assertThatThrownBy(() -> session.extend(sequence, 1, 2))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("2 tokens after 2; the sequence was opened for 3");
    }
  }

  @Test
  void oneSequenceTwiceInAPassIsRefused() {
    try (DecoderSession session = loaded.model().newSession(CacheOptions.of(TOKENS));
        TokenSequence sequence = session.open(3)) {
      Chunk chunk = Chunk.of(sequence, 1);
      assertThatThrownBy(() -> session.step(List.of(chunk, chunk)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("two chunks of one sequence");
    }
  }

  @Test
  void aSequenceOfAnotherSessionIsRefused() {
    try (DecoderSession session = loaded.model().newSession(CacheOptions.of(TOKENS));
        DecoderSession other = loaded.model().newSession(CacheOptions.of(TOKENS));
        TokenSequence sequence = other.open(3)) {
      assertThatThrownBy(() -> session.extend(sequence, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("another session");
    }
  }

  @Test
  void aClosedSequenceSaysSo() {
    try (DecoderSession session = loaded.model().newSession(CacheOptions.of(TOKENS))) {
      TokenSequence sequence = session.open(3);
      sequence.close();
      assertThatThrownBy(() -> session.extend(sequence, 1)).isInstanceOf(ClosedException.class);
    }
  }

  @Test
  void closingTheModelClosesItsSessions() {
    DecoderSession session = loaded.model().newSession(CacheOptions.of(TOKENS));
    TokenSequence sequence = session.open(3);
    loaded.model().close();
    assertThat(loaded.backend().usage()).isEqualTo(new Usage(0, 0, 0));
    assertThatThrownBy(() -> session.extend(sequence, 1)).isInstanceOf(ClosedException.class);
    assertThatThrownBy(() -> loaded.model().newSession(CacheOptions.of(TOKENS)))
        .isInstanceOf(ClosedException.class);
    sequence.close();
    session.close();
  }

  @Test
  void aSessionThatFindsNoMemoryLeavesNothing() {
    BackendOptions options = BackendOptions.DEFAULT.withMemoryLimit(200_000);
    try (Backend small = InstalledBackends.openAny(options);
        ModelSource source = ModelSource.open(TinyDecoder.llama(TOKENS).write(folder));
        DecoderModel other = DecoderPlan.of(source).load(source.checkpoint(), small)) {
      Usage loaded = small.usage();
      assertThatThrownBy(() -> other.newSession(CacheOptions.of(10_000)))
          .isInstanceOf(MemoryLimitException.class);
      assertThat(small.usage()).isEqualTo(loaded);
    }
  }

  /** keys and values · layers · key heads · head size · bytes, and the tables of angles. */
  @Test
  void theMemoryOfASessionIsStated() {
    CacheOptions options = CacheOptions.of(TOKENS);
    long cache = 2L * 3 * 2 * 8 * 4 * TOKENS;
    long angles = 2L * 4 * 4 * TOKENS;
    assertThat(DecoderModel.sessionBytes(loaded.model().spec(), options)).isEqualTo(cache + angles);
    assertThat(DecoderModel.sessionBytes(loaded.model().spec(), options.withLongest(TOKENS / 2)))
        .isEqualTo(cache / 2 + angles / 2);
  }
}
