package dev.heed.models.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.heed.engine.Backend;
import dev.heed.models.InstalledBackends;
import dev.heed.models.TinyDecoder;
import dev.heed.models.arch.CacheOptions;
import dev.heed.models.arch.DecoderModel;
import dev.heed.models.arch.DecoderSession;
import dev.heed.models.arch.TokenSequence;
import dev.heed.models.load.DecoderPlan;
import dev.heed.models.load.ModelSource;
import dev.heed.models.spec.ModelException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PerplexityTest {
  private static final int[] IDS = TinyDecoder.ids(150, 1);

  @TempDir Path folder;
  private Backend backend;
  private DecoderModel model;
  private DecoderSession session;

  @BeforeEach
  void load() {
    backend = InstalledBackends.openAny();
    try (ModelSource source = ModelSource.open(TinyDecoder.llama(200).write(folder))) {
      model = DecoderPlan.of(source).load(source.checkpoint(), backend);
    }
    session = model.newSession(CacheOptions.of(200));
  }

  @AfterEach
  void close() {
    model.close();
    backend.close();
  }

  /** −ln p of each token but the first, one by one, from the definition. */
  private double sum(int... text) {
    double sum = 0;
    try (TokenSequence sequence = session.open(text.length)) {
      for (int i = 0; i + 1 < text.length; i++) {
        float[] logits = session.extend(sequence, text[i]);
        double total = 0;
        for (float logit : logits) {
          total += Math.exp(logit);
        }
        sum += Math.log(total) - logits[text[i + 1]];
      }
    }
    return sum;
  }

  private Perplexity measured(OptionalInt begin, int window) {
    return Perplexity.of(session, IDS, begin, window, read -> {});
  }

  @Test
  void withoutATokenThatBeginsTheFirstOneIsGiven() {
    Perplexity perplexity = measured(OptionalInt.empty(), 200);
    assertThat(perplexity.tokens()).isEqualTo(149);
    assertThat(perplexity.meanNll()).isCloseTo(sum(IDS) / 149, within(1e-6));
    assertThat(perplexity.value()).isCloseTo(Math.exp(sum(IDS) / 149), within(1e-3));
  }

  @Test
  void withOneEveryTokenIsForetold() {
    int[] text = new int[151];
    text[0] = 7;
    System.arraycopy(IDS, 0, text, 1, 150);
    Perplexity perplexity = measured(OptionalInt.of(7), 200);
    assertThat(perplexity.tokens()).isEqualTo(150);
    assertThat(perplexity.meanNll()).isCloseTo(sum(text) / 150, within(1e-6));
  }

  @Test
  void windowsAreReadAfresh() {
    double expected = sum(Arrays.copyOf(IDS, 100)) + sum(Arrays.copyOfRange(IDS, 100, 150));
    Perplexity perplexity = measured(OptionalInt.empty(), 100);
    assertThat(perplexity.tokens()).isEqualTo(148);
    assertThat(perplexity.meanNll()).isCloseTo(expected / 148, within(1e-6));
  }

  @Test
  void aTextWithNothingToForetellIsRefused() {
    assertThatThrownBy(
            () -> Perplexity.of(session, new int[] {1}, OptionalInt.empty(), 10, read -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a text of 1 tokens leaves none to foretell");
  }

  @Test
  void aWindowThatTheSessionDoesNotHoldIsRefused() {
    assertThatThrownBy(() -> measured(OptionalInt.empty(), 201))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected 2 to 200");
  }

  @Test
  void anIdThatTheModelDoesNotHaveIsRefused() {
    int[] text = {1, 2, TinyDecoder.VOCABULARY};
    assertThatThrownBy(() -> Perplexity.of(session, text, OptionalInt.empty(), 200, read -> {}))
        .isInstanceOf(ModelException.class)
        .hasMessage("token id 50 of the text is outside 0 … 49, the model's own");
  }
}
