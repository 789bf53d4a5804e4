package dev.heed.models.evaluate;

import static dev.heed.models.evaluate.PeerValues.assertClose;
import static dev.heed.models.evaluate.PeerValues.strings;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Texts against sacrebleu, jiwer, rouge-score and NLTK; the file says which versions. */
class PeerTextMetricsTest {
  private static final double TOLERANCE = 1e-9;
  private static final JsonNode FILE = PeerValues.file();
  private static final JsonNode TEXTS = FILE.get("texts");

  private static final List<String> HYPOTHESES = strings(TEXTS.get("hypotheses"));
  private static final List<String> REFERENCES = strings(TEXTS.get("references"));
  private static final List<String> OTHERS = strings(TEXTS.get("others"));

  /** Each with its two references. */
  private static TextPairs both() {
    return new TextPairs(HYPOTHESES, list(i -> List.of(REFERENCES.get(i), OTHERS.get(i))));
  }

  private static <T> List<T> list(IntFunction<T> one) {
    return IntStream.range(0, HYPOTHESES.size()).mapToObj(one).toList();
  }

  /** The value of each text with its two references, alone. */
  private static List<Double> each(Function<TextPairs, Double> value) {
    TextPairs all = both();
    return list(i ->
        value.apply(new TextPairs(List.of(HYPOTHESES.get(i)), List.of(all.references().get(i)))));
  }

  private static Bleu bleu(String name) {
    BleuSmoothing smoothing =
        switch (name) {
          case "none" -> new BleuSmoothing.None();
          case "floor" -> new BleuSmoothing.Floor(0.1);
          case "add-k" -> new BleuSmoothing.AddK(1);
          default -> new BleuSmoothing.Exponential();
        };
    BleuTokenizer tokenizer =
        switch (name) {
          case "char" -> BleuTokenizer.CHARACTERS;
          case "untokenized" -> BleuTokenizer.NONE;
          default -> BleuTokenizer.MTEVAL_13A;
        };
    return new Bleu(tokenizer, name.equals("lowercase"), smoothing, false);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "floor", "add-k", "exp", "lowercase", "char", "untokenized"})
  void bleuIsThatOfSacrebleu(String name) {
    JsonNode expected = TEXTS.get("bleu").get(name);
    Bleu bleu = bleu(name);
    Bleu.Score score = bleu.score(both());
    assertClose("score", score.score(), expected.get("score"), TOLERANCE);
    assertClose("precisions", score.precisions(), expected.get("precisions"), TOLERANCE);
    assertClose("signature", bleu.signature(both()), expected.get("signature"), TOLERANCE);
    List<Double> sentences = each(one -> bleu.sentences().score(one).score());
    assertClose("sentences", sentences, expected.get("sentences"), TOLERANCE);
  }

  @ParameterizedTest
  @CsvSource({"chrf, 0", "chrf++, 2"})
  void chrfIsThatOfSacrebleu(String name, int words) {
    JsonNode expected = TEXTS.get("chrf").get(name);
    Chrf chrf = new Chrf(6, words, 2, false);
    assertClose("score", chrf.score(both()), expected.get("score"), TOLERANCE);
    assertClose("signature", chrf.signature(both()), expected.get("signature"), TOLERANCE);
    assertClose("sentences", each(chrf::score), expected.get("sentences"), TOLERANCE);
  }

  @Test
  void terIsThatOfSacrebleu() {
    JsonNode expected = TEXTS.get("ter");
    Ter ter = Ter.standard();
    assertClose("score", ter.score(both()), expected.get("score"), TOLERANCE);
    assertClose("signature", ter.signature(both()), expected.get("signature"), TOLERANCE);
    assertClose("sentences", each(ter::score), expected.get("sentences"), TOLERANCE);
    double cased = new Ter(false).score(TextPairs.of(HYPOTHESES, REFERENCES));
    assertClose("case-sensitive", cased, expected.get("caseSensitive"), TOLERANCE);
  }

  @Test
  void terOfLongTextsIsThatOfSacrebleu() {
    for (JsonNode one : FILE.get("longTexts")) {
      TextPairs text =
          TextPairs.of(
              List.of(one.get("hypothesis").asString()), List.of(one.get("reference").asString()));
      assertClose("ter", Ter.standard().score(text), one.get("ter"), TOLERANCE);
    }
  }

  @ParameterizedTest
  @CsvSource({"wer, WORDS", "cer, CHARACTERS"})
  void errorsAreCountedAsByJiwer(String name, ErrorRate rate) {
    List<List<Long>> ours =
        list(i -> {
          ErrorCounts one = rate.counts(HYPOTHESES.get(i), REFERENCES.get(i));
          return List.of(one.hits(), one.substitutions(), one.deletions(), one.insertions());
        });
    assertClose(name, ours, TEXTS.get(name), 0);
  }

  @ParameterizedTest
  @CsvSource({"plain, false", "stemmed, true"})
  void rougeIsThatOfRougeScore(String name, boolean stemmed) {
    Rouge rouge = new Rouge(stemmed);
    for (JsonNode one : FILE.get("rouge")) {
      String text = one.get("hypothesis").asString();
      String right = one.get("reference").asString();
      Map<String, Rouge.Score> ours =
          Map.of(
              "rouge1", rouge.runs(text, right, 1),
              "rouge2", rouge.runs(text, right, 2),
              "rouge3", rouge.runs(text, right, 3),
              "rougeL", rouge.longest(text, right),
              "rougeLsum", rouge.summary(text, right));
      assertThat(ours).hasSameSizeAs(one.get(name).properties());
      ours.forEach((kind, score) ->
          assertClose(kind, PeerValues.triple(score), one.get(name).get(kind), TOLERANCE));
    }
  }

  @Test
  void stemsAreThoseOfNltk() {
    FILE.get("stems")
        .properties()
        .forEach(word ->
            assertThat(PorterStemmer.stem(word.getKey()))
                .as(word.getKey())
                .isEqualTo(word.getValue().asString()));
  }
}
