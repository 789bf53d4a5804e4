package dev.heed.models.arch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.engine.Backend;
import dev.heed.engine.Usage;
import dev.heed.engine.tensor.DType;
import dev.heed.models.InstalledBackends;
import dev.heed.models.TinyDecoder;
import dev.heed.models.load.DecoderPlan;
import dev.heed.models.load.ModelSource;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a sequence gives depends, to the bit, on its own tokens alone. */
class DecoderSessionTest {
  /** More than a layer with a window keeps. */
  private static final int LONG = 700;

  private static final int WINDOW = 20;

  @TempDir Path folder;
  private @Nullable Backend backend;

  static Stream<Arguments> backendsAndStorages() {
    return InstalledBackends.names().stream()
        .flatMap(backend ->
            Stream.of(DType.F32, DType.F16, DType.BF16)
                .map(storage -> Arguments.of(backend, storage)));
  }

  private DecoderModel load(String name) {
    Backend opened = InstalledBackends.open(name);
    backend = opened;
    try (ModelSource source = ModelSource.open(TinyDecoder.gemma3(LONG, WINDOW).write(folder))) {
      return DecoderPlan.of(source).load(source.checkpoint(), opened);
    }
  }

  @AfterEach
  void nothingIsLeftOnTheBackend() {
    Backend opened = Objects.requireNonNull(backend);
    assertThat(opened.usage()).isEqualTo(new Usage(0, 0, 0));
    opened.close();
  }

  private static float[] alone(DecoderModel model, DType storage, int[] ids) {
    CacheOptions options = CacheOptions.of(LONG).withChunk(LONG).withStorage(storage);
    try (DecoderSession session = model.newSession(options);
        TokenSequence sequence = session.open(ids.length)) {
      return session.extend(sequence, ids);
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("backendsAndStorages")
  void howATextIsCutIntoPassesChangesNothing(String name, DType storage) {
    int[] ids = TinyDecoder.ids(600, 1);
    try (DecoderModel model = load(name)) {
      float[] expected = alone(model, storage, ids);
      for (int chunk : new int[] {600, 256, 100, 37}) {
        CacheOptions options = CacheOptions.of(LONG).withChunk(chunk).withStorage(storage);
        try (DecoderSession session = model.newSession(options);
            TokenSequence sequence = session.open(LONG)) {
          assertThat(session.extend(sequence, ids)).as("chunks of %d", chunk).isEqualTo(expected);
        }
      }
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("backendsAndStorages")
  void tokenByTokenIsAsAllAtOnce(String name, DType storage) {
    int[] ids = TinyDecoder.ids(60, 2);
    try (DecoderModel model = load(name);
        DecoderSession session = model.newSession(CacheOptions.of(LONG).withStorage(storage));
        TokenSequence sequence = session.open(60)) {
      float[] last = {};
      for (int id : ids) {
        last = session.extend(sequence, id);
      }
      assertThat(last).isEqualTo(alone(model, storage, ids));
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("backendsAndStorages")
  void sequencesThatComeAndGoLeaveEachOtherAlone(String name, DType storage) {
    int[] first = TinyDecoder.ids(300, 3);
    int[] second = TinyDecoder.ids(11, 4);
    int[] third = TinyDecoder.ids(40, 5);
    CacheOptions options =
        CacheOptions.of(LONG).withSequences(3).withChunk(150).withStorage(storage);
    try (DecoderModel model = load(name);
        DecoderSession session = model.newSession(options);
        TokenSequence a = session.open(300)) {
      TokenSequence b = session.open(20);
      session.step(List.of(chunk(a, first, 0, 150), chunk(b, second, 0, 10)));
      float[][] both = session.step(List.of(chunk(b, second, 10, 11), chunk(a, first, 150, 200)));
      assertThat(both[0]).isEqualTo(alone(model, storage, second));
      b.close();
      try (TokenSequence c = session.open(40)) {
        float[][] last = session.step(List.of(chunk(a, first, 200, 300), chunk(c, third, 0, 40)));
        assertThat(last[0]).isEqualTo(alone(model, storage, first));
        assertThat(last[1]).isEqualTo(alone(model, storage, third));
      }
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("backendsAndStorages")
  void aCopiedPrefixIsAsAComputedOne(String name, DType storage) {
    int[] ids = TinyDecoder.ids(500, 6);
    int[] other = ids.clone();
    System.arraycopy(TinyDecoder.ids(100, 7), 0, other, 400, 100);
    CacheOptions options = CacheOptions.of(2 * LONG).withSequences(2).withStorage(storage);
    try (DecoderModel model = load(name);
        DecoderSession session = model.newSession(options);
        TokenSequence a = session.open(LONG)) {
      session.extend(a, Arrays.copyOf(ids, 400));
      try (TokenSequence b = session.openWithPrefix(a, 400, 500)) {
        assertThat(session.extend(b, Arrays.copyOfRange(other, 400, 500)))
            .isEqualTo(alone(model, storage, other));
      }
      assertThat(session.extend(a, Arrays.copyOfRange(ids, 400, 500)))
          .isEqualTo(alone(model, storage, ids));
    }
  }

  /** Once into rows elsewhere, since another's lie behind its own, and once into those behind. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("backendsAndStorages")
  void aSequenceThatGrewGoesOnAsIfItHadHadTheRoom(String name, DType storage) {
    int[] ids = TinyDecoder.ids(400, 13);
    int[] other = TinyDecoder.ids(100, 14);
    CacheOptions options = CacheOptions.of(LONG).withSequences(3).withStorage(storage);
    try (DecoderModel model = load(name);
        DecoderSession session = model.newSession(options);
        TokenSequence a = session.open(100);
        TokenSequence b = session.open(100)) {
      session.extend(a, Arrays.copyOf(ids, 100));
      session.extend(b, Arrays.copyOf(other, 50));
      assertThat(a.grow(600)).isFalse();
      assertThat(a.grow(150)).isTrue();
      assertThat(session.room()).isEqualTo(LONG - 350);
      session.extend(a, Arrays.copyOfRange(ids, 100, 150));
      assertThat(a.grow(400)).isTrue();
      assertThat(a.limit()).isEqualTo(400);
      assertThat(session.extend(b, Arrays.copyOfRange(other, 50, 100)))
          .isEqualTo(alone(model, storage, other));
      assertThat(session.extend(a, Arrays.copyOfRange(ids, 150, 400)))
          .isEqualTo(alone(model, storage, ids));
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("backendsAndStorages")
  void aSequenceThatReturnedGoesOnAsIfNothingHadBeen(String name, DType storage) {
    int[] ids = TinyDecoder.ids(100, 8);
    try (DecoderModel model = load(name);
        DecoderSession session = model.newSession(CacheOptions.of(LONG).withStorage(storage));
        TokenSequence sequence = session.open(LONG)) {
      session.extend(sequence, Arrays.copyOf(ids, 50));
      session.extend(sequence, TinyDecoder.ids(100, 9));
      sequence.returnTo(50);
      assertThat(session.extend(sequence, Arrays.copyOfRange(ids, 50, 100)))
          .isEqualTo(alone(model, storage, ids));
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void whatAWindowForgotCannotBeReturnedTo(String name) {
    try (DecoderModel model = load(name);
        DecoderSession session = model.newSession(CacheOptions.of(LONG).withChunk(64));
        TokenSequence sequence = session.open(LONG)) {
      session.extend(sequence, TinyDecoder.ids(600, 10));
      assertThat(sequence.canReturnTo(599)).isTrue();
      assertThat(sequence.canReturnTo(100)).isFalse();
      assertThatThrownBy(() -> sequence.returnTo(100))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("first 100 tokens of a sequence of 600");
    }
  }

  /** A window of 20, 255 tokens more and a chunk of 64: 338 rows of a sequence, however long. */
  @ParameterizedTest
  @MethodSource("names")
  void roomIsInTokensThoughAWindowKeepsFewer(String name) {
    CacheOptions options = CacheOptions.of(2 * LONG).withSequences(2).withChunk(64);
    try (DecoderModel model = load(name);
        DecoderSession session = model.newSession(options)) {
      assertThat(session.room()).isEqualTo(LONG);
      try (TokenSequence first = session.open(LONG)) {
        assertThat(session.room()).isEqualTo(LONG);
        session.extend(first, TinyDecoder.ids(600, 12));
        try (TokenSequence second = session.open(session.room())) {
          assertThat(second.limit()).isEqualTo(LONG);
          assertThat(session.room()).isZero();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void logitsOfAllTokensAreThoseOfEachLastOne(String name) {
    int[] ids = TinyDecoder.ids(12, 11);
    try (DecoderModel model = load(name);
        DecoderSession session = model.newSession(CacheOptions.of(LONG));
        TokenSequence sequence = session.open(12)) {
      float[] all = session.step(List.of(new Chunk(sequence, ids, Chunk.Wanted.ALL)))[0];
      int vocabulary = TinyDecoder.VOCABULARY;
      assertThat(all).hasSize(12 * vocabulary);
      for (int i = 0; i < 12; i++) {
        assertThat(Arrays.copyOfRange(all, i * vocabulary, (i + 1) * vocabulary))
            .isEqualTo(alone(model, DType.F32, Arrays.copyOf(ids, i + 1)));
      }
    }
  }

  static Stream<String> names() {
    return InstalledBackends.names().stream();
  }

  private static Chunk chunk(TokenSequence sequence, int[] ids, int from, int to) {
    return Chunk.of(sequence, Arrays.copyOfRange(ids, from, to));
  }
}
