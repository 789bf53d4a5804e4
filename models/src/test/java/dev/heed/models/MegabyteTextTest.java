package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.heed.engine.Backend;
import dev.heed.models.tokenizer.EncodeOptions;
import dev.heed.models.tokenizer.Encoding;
import dev.heed.models.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Texts of a megabyte. Each takes a second or less; the bound is for work that grows with the
 * square of the length, which would take hours.
 */
class MegabyteTextTest {
  private static final int MEGABYTE = 1 << 20;
  private static final Duration BOUND = Duration.ofSeconds(60);

  @TempDir Path folder;

  /** What a text is made of. */
  enum Kind {
    WORDS("the cats sat on a mat . "),
    ONE_WORD("a"),
    MARKS("\u0301"),
    /** Marks that are not removed, so that their canonical order counts. */
    MARKS_THAT_STAY("\u302e\u0323"),
    SPACES(" "),
    CHINESE("\u4e2d"),
    HALF_PAIRS("\ud800");

    private final String part;

    Kind(String part) {
      this.part = part;
    }

    String text() {
      return part.repeat(MEGABYTE / part.length());
    }
  }

  @ParameterizedTest
  @EnumSource
  void isEncoded(Kind kind) {
    Tokenizer tokenizer = Tokenizer.load(TinyModel.encoder().write(folder));
    String text = kind.text();
    Encoding encoding =
        assertTimeoutPreemptively(
            BOUND, () -> tokenizer.encode(text, EncodeOptions.DEFAULT.withoutSpecial()));
    switch (kind) {
      case WORDS -> assertThat(encoding.size()).isEqualTo(8 * (MEGABYTE / 24));
      case CHINESE -> assertThat(encoding.size()).isEqualTo(MEGABYTE);
      case ONE_WORD, MARKS_THAT_STAY -> assertThat(encoding.tokens()).containsExactly("[UNK]");
      case MARKS, SPACES, HALF_PAIRS -> assertThat(encoding.size()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void isEmbeddedByItsBeginning(Kind kind) {
    Embedding embedding = embed(LongText.TRUNCATE, kind.text());
    boolean hasTokens = kind == Kind.WORDS || kind == Kind.CHINESE;
    assertThat(embedding.truncated()).isEqualTo(hasTokens);
    assertThat(embedding.vector()).doesNotContain(Float.NaN);
  }

  @Test
  void isEmbeddedWhole() {
    Embedding embedding = embed(LongText.AVERAGE, Kind.WORDS.text());
    assertThat(embedding.truncated()).isFalse();
    assertThat(embedding.tokens()).isGreaterThan(8 * (MEGABYTE / 24));
    assertThat(embedding.vector()).doesNotContain(Float.NaN);
  }

  private Embedding embed(LongText policy, String text) {
    try (Backend backend = InstalledBackends.openAny();
        TextEmbedder embedder =
            TextEmbedder.builder(TinyModel.encoder().write(folder))
                .options(ModelOptions.DEFAULT.withBackend(backend))
                .longText(policy)
                .build()) {
      return assertTimeoutPreemptively(BOUND, () -> embedder.embed(text));
    }
  }
}
