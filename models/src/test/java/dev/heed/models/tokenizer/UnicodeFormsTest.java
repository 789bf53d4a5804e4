package dev.heed.models.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The JDK knows the forms of what Unicode 9 had: what has a form never gets another. */
class UnicodeFormsTest {
  private static final int[] MARKS = {
    0x93C, 0x1039, 0x302A, 0x302E, 0x3099, 0x1DCE, 0x1D166, 0x1D165, 0x5B0, 0x64B, 0x344, 0xF73,
    0x11A8, 0x1161, 0x9BE
  };
  private static final int[] BASES = {
    'a', 'e', 'O', 'c', ' ', 0xE9, 0x119, 0xC0, 0x1EAD, 0x1100, 0xAC00, 0x915, 0x3B1, 0x9C7, 0x30AB,
    0x212B, 0x1F82, 0xFB01, 0xBD, 0x2126, 0xFDFA
  };

  @ParameterizedTest
  @EnumSource(UnicodeForms.class)
  void isTheFormOfTheJdk(UnicodeForms form) {
    SplittableRandom random = new SplittableRandom(2);
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(12); i >= 0; i--) {
        text.appendCodePoint(
            switch (random.nextInt(4)) {
              case 0 -> BASES[random.nextInt(BASES.length)];
              case 1 -> MARKS[random.nextInt(MARKS.length)];
              default -> 0x300 + random.nextInt(0x70);
            });
      }
      String written = text.toString();
      assertThat(form.normalize(AlignedText.of(written, 0, written.length())).toString())
          .isEqualTo(Normalizer.normalize(written, Normalizer.Form.valueOf(form.name())));
    }
  }
}
