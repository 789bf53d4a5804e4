package dev.heed.models.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StopScanTest {
  private static StopScan scan(String... stops) {
    return StopStrings.of(List.of(stops)).scan();
  }

  @Test
  void withoutStopStringsAllIsGivenOutAtOnce() {
    StopScan scan = scan();
    assertThat(scan.push("any")).isEqualTo("any");
    assertThat(scan.finish()).isEmpty();
  }

  @Test
  void textEndsBeforeTheStop() {
    StopScan scan = scan("END");
    assertThat(scan.push("this is the END of it")).isEqualTo("this is the ");
    assertThat(scan.stop()).contains("END");
  }

  @Test
  void aStopMayLieAcrossPieces() {
    StopScan scan = scan("</s>");
    assertThat(scan.push("hello<")).isEqualTo("hello");
    assertThat(scan.push("/s")).isEmpty();
    assertThat(scan.stopped()).isFalse();
    assertThat(scan.push("> more")).isEmpty();
    assertThat(scan.stopped()).isTrue();
  }

  @Test
  void whatWasHeldBackIsGivenOutWhenItIsNoStop() {
    StopScan scan = scan("</s>");
    assertThat(scan.push("a</")).isEqualTo("a");
    assertThat(scan.push("div>")).isEqualTo("</div>");
  }

  @Test
  void noMoreIsHeldBackThanMightBeAStop() {
    StopScan scan = scan("aab");
    assertThat(scan.push("aaaa")).isEqualTo("aa");
    assertThat(scan.push("b")).isEmpty();
    assertThat(scan.stopped()).isTrue();
  }

  @Test
  void finishGivesOutWhatWasHeldBack() {
    StopScan scan = scan("stop");
    assertThat(scan.push("st")).isEmpty();
    assertThat(scan.finish()).isEqualTo("st");
    assertThat(scan.finish()).isEmpty();
  }

  @Test
  void nothingComesAfterTheStop() {
    StopScan scan = scan("x");
    assertThat(scan.push("axb")).isEqualTo("a");
    assertThat(scan.push("c")).isEmpty();
    assertThat(scan.finish()).isEmpty();
  }

  @Test
  void theStopThatEndsFirstCounts() {
    StopScan scan = scan("bcde", "cd");
    assertThat(scan.push("abcde")).isEqualTo("ab");
    assertThat(scan.stop()).contains("cd");
  }

  @Test
  void ofStopsThatEndTogetherTheLongestCounts() {
    StopScan scan = scan("c", "abc", "bc");
    assertThat(scan.push("xabc")).isEqualTo("x");
    assertThat(scan.stop()).contains("abc");
  }

  @Test
  void aStopWithinTheBeginningOfAnotherIsFound() {
    StopScan scan = scan("abcabd", "bca");
    assertThat(scan.push("abcab")).isEqualTo("a");
  }

  @Test
  void theSameStringsServeManyAnswers() {
    StopStrings strings = StopStrings.of(List.of("ab"));
    StopScan first = strings.scan();
    first.push("a");
    assertThat(strings.scan().push("b")).isEqualTo("b");
    assertThat(first.push("b")).isEmpty();
  }

  @Test
  void anEmptyStopIsRefused() {
    assertThatThrownBy(() -> StopStrings.of(List.of("a", "")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a stop string is empty");
  }

  /** Against a search of the whole text for each stop string at each place. */
  @Test
  void anyTextInAnyPiecesEndsWhereASearchOfTheWholeSays() {
    Random random = new Random(11);
    for (int run = 0; run < 20_000; run++) {
      List<String> stops = new ArrayList<>();
      for (int s = random.nextInt(4); s > 0; s--) {
        stops.add(letters(random, 1 + random.nextInt(5)));
      }
      String text = letters(random, random.nextInt(30));
      StopScan scan = StopStrings.of(stops).scan();
      StringBuilder given = new StringBuilder();
      for (int at = 0; at < text.length(); ) {
        int end = Math.min(text.length(), at + random.nextInt(4));
        given.append(scan.push(text.substring(at, end)));
        assertThat(expected(text, stops)).as("before the end").startsWith(given);
        at = end;
      }
      given.append(scan.finish());
      assertThat(given.toString())
          .as("'%s' up to one of %s", text, stops)
          .isEqualTo(expected(text, stops));
    }
  }

  private static String expected(String text, List<String> stops) {
    for (int end = 0; end <= text.length(); end++) {
      String soFar = text.substring(0, end);
      int longest = stops.stream().filter(soFar::endsWith).mapToInt(String::length).max().orElse(0);
      if (longest > 0) {
        return text.substring(0, end - longest);
      }
    }
    return text;
  }

  private static String letters(Random random, int count) {
    StringBuilder letters = new StringBuilder();
    for (int i = 0; i < count; i++) {
      letters.append((char) ('a' + random.nextInt(2)));
    }
    return letters.toString();
  }

  /** Quadratic, this would take an hour. */
  @Test
  void aLongStopInALongTextTakesNoLonger() {
    StopScan scan = scan("a".repeat(200_000) + "b");
    long given = 0;
    for (int i = 0; i < 2_000_000; i++) {
      given += scan.push("a").length();
    }
    assertThat(given).isEqualTo(1_800_000);
    assertThat(scan.push("b")).isEmpty();
    assertThat(scan.stopped()).isTrue();
  }
}
