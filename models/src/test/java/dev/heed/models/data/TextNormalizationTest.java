package dev.heed.models.data;

import static dev.heed.models.data.NormalizationStep.Found.NUMBERS;
import static dev.heed.models.data.NormalizationStep.Found.URLS;
import static dev.heed.models.data.NormalizationStep.Plain.LOWERCASE;
import static dev.heed.models.data.NormalizationStep.Plain.WHITESPACE;
import static dev.heed.models.data.NormalizationStep.Unicode.NFC;
import static dev.heed.models.data.NormalizationStep.Unicode.NFD;
import static dev.heed.models.data.NormalizationStep.Unicode.NFKC;
import static dev.heed.models.data.NormalizationStep.Unicode.NFKD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextNormalizationTest {
  @TempDir Path folder;

  /** From figures 3 to 6 of UAX 15. */
  @Test
  void unicodeFormsAreThoseOfTheStandard() {
    assertThat(Stream.of(NFD, NFC).map(form -> form.apply("\u212B")))
        .containsExactly("A\u030A", "\u00C5");
    assertThat(Stream.of(NFD, NFC, NFKD, NFKC).map(form -> form.apply("\uFB01")))
        .containsExactly("\uFB01", "\uFB01", "fi", "fi");
    assertThat(Stream.of(NFD, NFC, NFKD, NFKC).map(form -> form.apply("\u1E9B\u0323")))
        .containsExactly("\u017F\u0323\u0307", "\u1E9B\u0323", "s\u0323\u0307", "\u1E69");
  }

  @Test
  void lowerCaseIsThatOfNoLanguage() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.of("tr"));
      assertThat(LOWERCASE.apply("TITLE Straße ΑΣ")).isEqualTo("title straße ας");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void whitespaceBecomesOneSpaceAndNoneAtTheEnds() {
    assertThat(WHITESPACE.apply("\u3000 a\t\r\nb\u00A0\u2003c\u0085")).isEqualTo("a b c");
  }

  @ParameterizedTest
  @CsvSource({
    "'see https://example.org/a?b=c, or not', 'see <url>, or not'",
    "'(HTTP://EXAMPLE.ORG/x).', '(<url>).'",
    "'www.example.org', '<url>'",
    "'mail me at a@example.org', 'mail me at a@example.org'",
    "'https:// is no place', 'https:// is no place'",
  })
  void urlsAreReplaced(String text, String expected) {
    assertThat(new NormalizationStep.Replace(URLS, "<url>").apply(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "'I paid 1,234.50 in 2024.', 'I paid 0 in 0.'",
    "'١٢٣ and 3.', '0 and 0.'",
    "'iso8601 x2', 'iso0 x0'",
  })
  void numbersAreReplaced(String text, String expected) {
    assertThat(new NormalizationStep.Replace(NUMBERS, "0").apply(text)).isEqualTo(expected);
  }

  @Test
  void aReplacementIsTakenAsItIs() {
    assertThat(new NormalizationStep.Replace(NUMBERS, "$1\\").apply("a 7")).isEqualTo("a $1\\");
  }

  @Test
  void longTextsNeedNoStack() {
    String numbers = "1.2,".repeat(1 << 20);
    assertThat(new NormalizationStep.Replace(NUMBERS, "0").apply(numbers)).isEqualTo("0,");
    String url = "http://" + "a.".repeat(1 << 20);
    assertThat(new NormalizationStep.Replace(URLS, "u").apply(url)).isEqualTo("u.");
    String none = "http://" + ".".repeat(1 << 20);
    assertThat(new NormalizationStep.Replace(URLS, "u").apply(none)).isEqualTo(none);
  }

  @Test
  void stepsAreTakenInTheirOrder() {
    NormalizationStep number = new NormalizationStep.Replace(NUMBERS, "N");
    assertThat(new TextNormalization(List.of(number, LOWERCASE)).apply("A 1")).isEqualTo("a n");
    assertThat(new TextNormalization(List.of(LOWERCASE, number)).apply("A 1")).isEqualTo("a N");
    assertThat(TextNormalization.NONE.apply(" A 1")).isEqualTo(" A 1");
  }

  @Test
  void whatIsSavedIsRead() {
    TextNormalization all =
        new TextNormalization(
            List.of(
                NFKC,
                new NormalizationStep.Replace(URLS, "<url>"),
                WHITESPACE,
                NFD,
                LOWERCASE,
                new NormalizationStep.Replace(NUMBERS, "\"0\" \u00e9"),
                NFC,
                NFKD));
    Path file = folder.resolve("normalization.json");
    all.save(file);
    assertThat(TextNormalization.load(file)).isEqualTo(all);
  }

  @Test
  void aFileReadsAsItIsDocumented() {
    Path file =
        Written.write(
            folder,
            "n.json",
            """
            {"steps": [{"type": "unicode", "form": "NFKC"}, {"type": "numbers", "replacement": "0"}]}
            """
                .getBytes(StandardCharsets.UTF_8));
    assertThat(TextNormalization.load(file))
        .isEqualTo(
            new TextNormalization(List.of(NFKC, new NormalizationStep.Replace(NUMBERS, "0"))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"steps\": [{\"type\": \"stem\"}]} | step 1: 'type': expected unicode, lowercase,"
            + " whitespace, urls or numbers, found '\"stem\"'",
        "{\"steps\": [{\"type\": \"unicode\", \"form\": \"NFX\"}]} | step 1: 'form': expected NFC",
        "{\"steps\": [{\"type\": \"urls\"}]} | step 1: 'replacement': expected a text, found"
            + " nothing",
        "{\"steps\": 1} | 'steps': expected a list, found '1'",
        "[] | expected a JSON object",
        "{ | is no JSON",
      })
  void aFileOfOtherStepsIsAnError(String json, String message) {
    Path file = Written.write(folder, "n.json", json.getBytes(StandardCharsets.UTF_8));
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> TextNormalization.load(file))
        .withMessageContaining("n.json")
        .withMessageContaining(message);
  }
}
