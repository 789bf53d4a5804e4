package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.heed.engine.Backend;
import dev.heed.models.arch.TokenBatch;
import dev.heed.models.spec.ModelException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Words to tags, on a tiny model with random weights. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.heed.models.InstalledBackends#names")
class TextTaggerTest {
  private static final String[] NAMES = {"O", "B-PET", "I-PET", "B-WAY", "I-WAY"};

  @TempDir Path folder;
  private final String backendName;
  private Backend backend;

  TextTaggerTest(String backendName) {
    this.backendName = backendName;
  }

  @BeforeEach
  void open() {
    backend = InstalledBackends.open(backendName);
  }

  @AfterEach
  void close() {
    backend.close();
  }

  private TextTagger load(TinyModel model) {
    return TextTagger.load(model.write(folder), ModelOptions.DEFAULT.withBackend(backend));
  }

  /** The likeliest of five labels, and how probable it is. */
  private static Tagging.Word expected(String text, int start, float[] logits, int token) {
    int best = 0;
    double sum = 0;
    for (int l = 0; l < NAMES.length; l++) {
      best = logits[token * 5 + l] > logits[token * 5 + best] ? l : best;
      sum += Math.exp(logits[token * 5 + l]);
    }
    double score = Math.exp(logits[token * 5 + best]) / sum;
    return new Tagging.Word(text, start, start + text.length(), NAMES[best], score);
  }

  private static void assertSame(Tagging.Word actual, Tagging.Word expected) {
    assertThat(actual.score()).isCloseTo(expected.score(), within(1e-6));
    assertThat(actual).usingRecursiveComparison().ignoringFields("score").isEqualTo(expected);
  }

  @Test
  void aWordHasTheLikeliestTagOfItsFirstToken() {
    try (TextTagger tagger = load(TinyModel.tagger(NAMES))) {
      // "cats" is "cat" and "##s".
      float[] logits = tagger.model().logits(TokenBatch.of(2, 5, 7, 21, 9, 18, 3))[0];
      Tagging tagging = tagger.tag("The cats  sat.");
      assertThat(tagging.words()).hasSize(4);
      assertSame(tagging.words().get(0), expected("The", 0, logits, 1));
      assertSame(tagging.words().get(1), expected("cats", 4, logits, 2));
      assertSame(tagging.words().get(2), expected("sat", 10, logits, 4));
      assertSame(tagging.words().get(3), expected(".", 13, logits, 5));
      assertThat(tagging.tokens()).isEqualTo(7);
      assertThat(tagging.truncated()).isFalse();
    }
  }

  @Test
  void wordsThatAreGivenStandInATextWithSpacesBetween() {
    try (TextTagger tagger = load(TinyModel.tagger(NAMES))) {
      Tagging tagging = tagger.tag(List.of("The", "cats", "sat."));
      assertThat(tagging.text()).isEqualTo("The cats sat.");
      float[] logits = tagger.model().logits(TokenBatch.of(2, 5, 7, 21, 9, 18, 3))[0];
      assertThat(tagging.words()).hasSize(3);
      assertSame(tagging.words().get(2), expected("sat.", 9, logits, 4));
    }
  }

  @Test
  void entitiesAreReadFromTags() {
    try (TextTagger tagger = load(TinyModel.tagger(NAMES))) {
      String text = TinyModel.words(24, 3);
      Tagging tagging = tagger.tag(text);
      assertThat(tagging.entities()).isNotEmpty();
      for (Tagging.Entity entity : tagging.entities()) {
        assertThat(text.substring(entity.start(), entity.end())).isEqualTo(entity.text());
        List<Tagging.Word> of =
            tagging.words().stream()
                .filter(word -> word.start() >= entity.start() && word.end() <= entity.end())
                .toList();
        assertThat(of).allMatch(word -> word.tag().endsWith("-" + entity.label()));
        assertThat(entity.score())
            .isCloseTo(
                of.stream().mapToDouble(Tagging.Word::score).average().orElseThrow(),
                within(1e-12));
      }
      long outside = tagging.words().stream().filter(word -> word.tag().equals("O")).count();
      long inside =
          tagging.entities().stream().mapToInt(entity -> entity.text().split(" ").length).sum();
      assertThat(outside + inside).isEqualTo(24);
    }
  }

  @Test
  void tagsThatSayNothingAboutEntitiesHaveNone() {
    try (TextTagger tagger = load(TinyModel.tagger("DT", "NN", "VB"))) {
      assertThat(tagger.hasEntities()).isFalse();
      assertThat(tagger.tag("the cat sat").entities()).isEmpty();
      assertThat(tagger.tag("the cat sat").tags()).hasSize(3).isSubsetOf("DT", "NN", "VB");
    }
  }

  @Test
  void whatIsBehindTheLimitHasNoTag() {
    Path model = TinyModel.tagger(NAMES).write(folder);
    ModelOptions options = ModelOptions.DEFAULT.withBackend(backend).withMaxTokens(4);
    try (TextTagger tagger = TextTagger.load(model, options)) {
      Tagging cut = tagger.tag(List.of("the", "cat", "sat"));
      assertThat(cut.truncated()).isTrue();
      assertThat(cut.words()).hasSize(3);
      assertThat(cut.words().getLast().tag()).isEqualTo(Tagging.NONE);
      assertThat(tagger.tag("the cat sat").words()).hasSize(2);
    }
  }

  @Test
  void aTextGetsTheSameTagsInAnyCompany() throws Exception {
    try (TextTagger tagger = load(TinyModel.tagger(NAMES));
        ExecutorService callers = Executors.newFixedThreadPool(4)) {
      List<String> texts = IntStream.range(0, 20).mapToObj(i -> TinyModel.words(1 + i, i)).toList();
      List<Tagging> together = tagger.tagTexts(texts);
      List<Callable<Tagging>> single =
          texts.stream().<Callable<Tagging>>map(text -> () -> tagger.tag(text)).toList();
      List<Future<Tagging>> answers = callers.invokeAll(single);
      for (int i = 0; i < texts.size(); i++) {
        assertThat(answers.get(i).get()).isEqualTo(together.get(i));
      }
    }
  }

  @Test
  void aTextWithoutWordsHasNone() {
    try (TextTagger tagger = load(TinyModel.tagger(NAMES))) {
      assertThat(tagger.tag("").words()).isEmpty();
      assertThat(tagger.tag(" \n").entities()).isEmpty();
      assertThat(tagger.tag(List.of()).words()).isEmpty();
    }
  }

  @Test
  void aModelWithoutAHeadForTokensIsRefused() {
    assertThatThrownBy(() -> load(TinyModel.classifier("sad", "glad")))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("no head for tokens");
  }
}
