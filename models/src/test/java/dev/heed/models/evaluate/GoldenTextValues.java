package dev.heed.models.evaluate;

import static dev.heed.models.evaluate.PeerValues.strings;

import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/** What we make of the texts of the golden table, under its names. */
final class GoldenTextValues {
  private final Map<String, Object> values;
  private final TextPairs texts;

  private GoldenTextValues(TextPairs texts, Map<String, Object> values) {
    this.texts = texts;
    this.values = values;
  }

  static void put(JsonNode inputs, Map<String, Object> values) {
    List<String> hypotheses = strings(inputs.get("hypotheses"));
    List<String> references = strings(inputs.get("references"));
    GoldenTextValues ours = new GoldenTextValues(TextPairs.of(hypotheses, references), values);
    ours.overlaps();
    ours.twoReferences(references, strings(inputs.get("two_references").get("second_references")));
    ours.errors("text.wer.", ErrorRate.WORDS);
    ours.errors("text.cer.", ErrorRate.CHARACTERS);
    ours.rouge("text.rouge.", new Rouge(false));
    ours.rouge("text.rouge_stemmed.", new Rouge(true));
  }

  private void overlaps() {
    Bleu standard = Bleu.standard();
    BleuSmoothing smoothing = standard.smoothing();
    bleu("text.bleu_13a.", standard);
    bleu("text.bleu_13a_lowercase.", new Bleu(standard.tokenizer(), true, smoothing, false));
    bleu("text.bleu_char.", new Bleu(BleuTokenizer.CHARACTERS, false, smoothing, false));
    Bleu sentences = standard.sentences();
    values.put(
        "text.sentence_bleu_effective_order",
        each(i ->
            sentences
                .score(sentences.counts(texts.hypotheses().get(i), texts.references().get(i)))
                .score()));
    chrf("text.chrf2.", Chrf.standard());
    chrf("text.chrf2++.", Chrf.withWords());
    values.put("text.ter.score", Ter.standard().score(texts));
    values.put("text.ter.signature", Ter.standard().signature(texts));
  }

  private void bleu(String name, Bleu bleu) {
    Bleu.Score score = bleu.score(texts);
    values.put(name + "score", score.score());
    values.put(name + "signature", bleu.signature(texts));
    values.put(name + "precisions", score.precisions());
    values.put(name + "bp", score.brevityPenalty());
    values.put(name + "sys_len", score.counts().hypothesisLength());
    values.put(name + "ref_len", score.counts().referenceLength());
    values.put(name + "counts", score.counts().matches());
    values.put(name + "totals", score.counts().totals());
  }

  private void chrf(String name, Chrf chrf) {
    values.put(name + "score", chrf.score(texts));
    values.put(name + "signature", chrf.signature(texts));
  }

  private void twoReferences(List<String> first, List<String> second) {
    List<List<String>> both =
        IntStream.range(0, first.size())
            .mapToObj(i -> List.of(first.get(i), second.get(i)))
            .toList();
    TextPairs pairs = new TextPairs(texts.hypotheses(), both);
    values.put("text.two_references.bleu", Bleu.standard().score(pairs).score());
    values.put("text.two_references.chrf2", Chrf.standard().score(pairs));
  }

  private void errors(String name, ErrorRate rate) {
    ErrorCounts all = rate.counts(texts);
    values.put(name + "corpus", all.rate());
    values.put(
        name + "per_pair",
        each(i ->
            rate.counts(texts.hypotheses().get(i), texts.references().get(i).getFirst()).rate()));
    if (rate == ErrorRate.WORDS) {
      values.put(name + "substitutions", all.substitutions());
      values.put(name + "deletions", all.deletions());
      values.put(name + "insertions", all.insertions());
      values.put(name + "hits", all.hits());
    }
  }

  private void rouge(String name, Rouge rouge) {
    rouge(name + "rouge1.", rouge.runs(texts, 1), (text, right) -> rouge.runs(text, right, 1));
    rouge(name + "rouge2.", rouge.runs(texts, 2), (text, right) -> rouge.runs(text, right, 2));
    rouge(name + "rougeL.", rouge.longest(texts), rouge::longest);
  }

  private void rouge(String name, Rouge.Score mean, BiFunction<String, String, Rouge.Score> one) {
    values.put(name + "mean_precision", mean.precision());
    values.put(name + "mean_recall", mean.recall());
    values.put(name + "mean_f1", mean.f1());
    values.put(
        name + "per_pair_f1",
        each(i -> one.apply(texts.hypotheses().get(i), texts.references().get(i).getFirst()).f1()));
  }

  private double[] each(IntToDoubleFunction value) {
    return IntStream.range(0, texts.size()).mapToDouble(value).toArray();
  }
}
