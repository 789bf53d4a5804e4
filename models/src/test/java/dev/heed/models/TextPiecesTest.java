package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.models.tokenizer.EncodeOptions;
import dev.heed.models.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextPiecesTest {
  @TempDir Path folder;
  private Tokenizer tokenizer;

  @BeforeEach
  void load() {
    tokenizer = Tokenizer.load(TinyModel.encoder().write(folder));
  }

  @Test
  void aTextThatFitsIsOnePiece() {
    assertThat(TextPieces.of("the cats", tokenizer, 3)).containsExactly("the cats");
  }

  @Test
  void cutsLieBetweenWords() {
    assertThat(TextPieces.of("the cats sat slowly .", tokenizer, 4))
        .containsExactly("the cats sat ", "slowly .");
  }

  @Test
  void aWordThatAloneIsTooLongIsCut() {
    assertThat(TextPieces.of("catsers ran", tokenizer, 2)).containsExactly("cats", "ers ", "ran");
  }

  @Test
  void thePiecesTogetherAreTheText() {
    String text = TinyModel.words(200, 4);
    List<String> pieces = TextPieces.of(text, tokenizer, 9);
    assertThat(String.join("", pieces)).isEqualTo(text);
    for (String piece : pieces) {
      assertThat(tokenizer.encode(piece, EncodeOptions.DEFAULT.withoutSpecial()).size())
          .isBetween(1, 9);
    }
  }

  @Test
  void anEmptyTextIsOnePiece() {
    assertThat(TextPieces.of("", tokenizer, 1)).containsExactly("");
  }
}
