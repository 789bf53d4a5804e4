package dev.heed.models.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.heed.models.arch.TokenBatch;
import dev.heed.models.tokenizer.Encoding;
import dev.heed.models.tokenizer.Tokenizer;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TokenMaskingTest {
  private static final int FIRST = 1;
  private static final int LAST = 2;
  private static final int MASK = 3;
  private static final int VOCABULARY = 1000;
  private static final TokenMasking USUAL =
      new TokenMasking(0.15, false, 11, MASK, VOCABULARY, Set.of(0, FIRST, LAST, MASK));

  /** 400 sequences of 250 tokens between two special ones. */
  private static TokenBatch large() {
    return TokenBatch.of(IntStream.range(0, 400).mapToObj(TokenMaskingTest::sequence).toList());
  }

  private static int[] sequence(int number) {
    int[] ids = new int[252];
    Arrays.setAll(ids, t -> 10 + (number * 31 + t * 7) % 900);
    ids[0] = FIRST;
    ids[251] = LAST;
    return ids;
  }

  private static MaskedTokens hide(TokenMasking masking, TokenBatch batch, int epoch) {
    return masking.of(
        batch, epoch, IntStream.range(0, batch.count()).asLongStream().toArray(), null);
  }

  @Test
  void fifteenOfAHundredAreChosen() {
    MaskedTokens masked = hide(USUAL, large(), 0);
    // Four standard deviations of 100,000 draws.
    assertThat(masked.rows().length / 100_000.0).isCloseTo(0.15, within(0.0046));
  }

  @Test
  void eightyOfAHundredBecomeTheMaskAndTenAnother() {
    TokenBatch batch = large();
    MaskedTokens masked = hide(USUAL, batch, 0);
    int masks = 0;
    int same = 0;
    for (int i = 0; i < masked.rows().length; i++) {
      int now = masked.batch().ids()[masked.rows()[i]];
      masks += now == MASK ? 1 : 0;
      same += now == masked.targets()[i] ? 1 : 0;
    }
    double chosen = masked.rows().length;
    // Four standard deviations of 15,000 draws.
    assertThat(masks / chosen).isCloseTo(0.8, within(0.0131));
    assertThat(same / chosen).isCloseTo(0.1, within(0.0099));
    assertThat((chosen - masks - same) / chosen).isCloseTo(0.1, within(0.0099));
  }

  @Test
  void otherTokensAreDrawnEvenlyFromThoseThatAreNotSpecial() {
    TokenBatch batch = large();
    MaskedTokens masked = hide(USUAL.at(1), batch, 0);
    int[] others =
        IntStream.of(masked.rows())
            .filter(t -> masked.batch().ids()[t] != batch.ids()[t])
            .map(t -> masked.batch().ids()[t])
            .filter(id -> id != MASK)
            .toArray();
    // The mean of numbers drawn evenly from 4 to 999, of which there are some 10,000.
    assertThat(IntStream.of(others).average().orElseThrow()).isCloseTo(501.5, within(11.5));
    assertThat(IntStream.of(others).allMatch(id -> id > MASK && id < VOCABULARY)).isTrue();
    assertThat(IntStream.of(others).distinct().count()).isGreaterThan(980);
  }

  @Test
  void whatIsNotChosenStaysAndTargetsAreWhatWasThere() {
    TokenBatch batch = large();
    MaskedTokens masked = hide(USUAL, batch, 0);
    int[] restored = masked.batch().ids().clone();
    for (int i = 0; i < masked.rows().length; i++) {
      restored[masked.rows()[i]] = masked.targets()[i];
    }
    assertThat(restored).isEqualTo(batch.ids());
    assertThat(masked.rows()).isSorted().doesNotHaveDuplicates();
    assertThat(masked.targets()).doesNotContain(FIRST, LAST);
  }

  @Test
  void theSameSeedHidesTheSame() {
    assertThat(hide(USUAL, large(), 3).batch().ids())
        .isEqualTo(hide(USUAL, large(), 3).batch().ids());
  }

  @Test
  void anotherEpochOrSeedHidesOthers() {
    TokenMasking other = new TokenMasking(0.15, false, 12, MASK, VOCABULARY, Set.of());
    int[] rows = hide(USUAL, large(), 0).rows();
    // 0.15² of what could be chosen is chosen both times.
    for (int[] others : List.of(hide(USUAL, large(), 1).rows(), hide(other, large(), 0).rows())) {
      long both = IntStream.of(others).filter(t -> Arrays.binarySearch(rows, t) >= 0).count();
      assertThat(both / 100_000.0).isCloseTo(0.0225, within(0.002));
    }
  }

  @Test
  void theBatchAroundAnExampleChangesNothing() {
    MaskedTokens alone = USUAL.of(TokenBatch.of(sequence(7)), 2, new long[] {7}, null);
    MaskedTokens among = hide(USUAL, large(), 2);
    assertThat(alone.batch().ids())
        .isEqualTo(Arrays.copyOfRange(among.batch().ids(), 7 * 252, 8 * 252));
  }

  @Test
  void atLeastOneTokenIsChosen() {
    TokenMasking rare = USUAL.at(1e-9);
    for (int example = 0; example < 50; example++) {
      MaskedTokens masked =
          rare.of(
              TokenBatch.of(List.of(new int[] {FIRST, 40, LAST}, new int[] {FIRST, 50, 51, LAST})),
              0,
              new long[] {example, example + 1000},
              null);
      assertThat(masked.rows()).hasSize(1);
      assertThat(masked.rows()[0]).isIn(1, 4, 5);
    }
  }

  @Test
  void specialTokensAloneAreLeftAlone() {
    MaskedTokens masked = hide(USUAL.at(1), TokenBatch.of(FIRST, LAST), 0);
    assertThat(masked.rows()).isEmpty();
    assertThat(masked.batch().ids()).containsExactly(FIRST, LAST);
  }

  @Test
  void wordsAreChosenAsOne() {
    TokenBatch batch = large();
    int[] words = new int[batch.ids().length];
    for (int t = 0; t < words.length; t++) {
      int place = t % 252;
      words[t] = place == 0 || place == 251 ? -1 : (place - 1) / 3;
    }
    long[] examples = IntStream.range(0, 400).asLongStream().toArray();
    MaskedTokens masked = USUAL.ofWholeWords().of(batch, 0, examples, words);
    boolean[] chosen = new boolean[words.length];
    IntStream.of(masked.rows()).forEach(t -> chosen[t] = true);
    for (int t = 1; t < words.length; t++) {
      if (words[t] >= 0 && words[t] == words[t - 1]) {
        assertThat(chosen[t]).isEqualTo(chosen[t - 1]);
      }
    }
    // Four standard deviations of the 34,000 words.
    assertThat(masked.rows().length / 100_000.0).isCloseTo(0.15, within(0.0078));
  }

  @Test
  void whatWasThereIsTheTargetOfEachToken() {
    MaskedTokens masked = hide(USUAL.at(1), TokenBatch.of(FIRST, 40, 41, LAST), 0);
    assertThat(masked.targetOfEachToken()).containsExactly(-100, 40, 41, -100);
  }

  @Test
  void aTokenizerSaysWhatTheMaskIsAndWhatIsSpecial() throws URISyntaxException {
    URL folder = Objects.requireNonNull(Tokenizer.class.getResource("/dev/heed/models/roberta"));
    Tokenizer tokenizer = Tokenizer.load(Path.of(folder.toURI()));
    TokenMasking masking = TokenMasking.of(tokenizer, 5);
    assertThat(masking.mask()).isEqualTo(4);
    assertThat(masking.special()).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
    assertThat(masking.vocabulary()).isEqualTo(tokenizer.vocabularySize());

    Encoding encoding = tokenizer.encode("Unbelievable things happened");
    MaskedTokens masked =
        masking
            .at(1)
            .ofWholeWords()
            .of(TokenBatch.of(encoding.ids()), 0, new long[1], encoding.words());
    assertThat(masked.rows()).isEqualTo(IntStream.range(1, encoding.size() - 1).toArray());
  }

  @Test
  void aTokenizerWithoutAMaskIsRefused() throws URISyntaxException {
    URL file =
        Objects.requireNonNull(
            Tokenizer.class.getResource("/dev/heed/models/tokenizer/tiny/llama3.json"));
    Tokenizer tokenizer = Tokenizer.load(Path.of(file.toURI()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TokenMasking.of(tokenizer, 5))
        .withMessageContaining("none of the special tokens [[MASK], <mask>]");
  }

  @Test
  void settingsAndCountsThatDoNotFitAreRefused() {
    TokenBatch batch = TokenBatch.of(FIRST, 40, LAST);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> USUAL.at(0))
        .withMessage("token masking: the rate must be above 0 and at most 1, was 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TokenMasking(0.1, false, 0, 5, 5, Set.of()))
        .withMessage("token masking: the mask 5 is no id of a vocabulary of 5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TokenMasking(0.1, false, 0, 1, 2, Set.of(0)))
        .withMessageContaining("all 2 ids are special");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> USUAL.of(batch, 0, new long[2], null))
        .withMessage("token masking: numbers of 2 examples for 1 sequences");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> USUAL.ofWholeWords().of(batch, 0, new long[1], null))
        .withMessage("token masking: whole words need to know which tokens are one word");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> USUAL.of(batch, 0, new long[1], new int[2]))
        .withMessage("token masking: words of 2 tokens for 3 tokens");
  }
}
