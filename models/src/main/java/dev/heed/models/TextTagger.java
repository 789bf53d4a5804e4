package dev.heed.models;

import dev.heed.models.arch.EncoderModel;
import dev.heed.models.data.TagScheme;
import dev.heed.models.evaluate.EntityScheme;
import dev.heed.models.load.HeadChoice;
import dev.heed.models.load.ModelSource;
import dev.heed.models.spec.HeadSpec;
import dev.heed.models.spec.ModelException;
import dev.heed.models.tokenizer.Encoding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * Finds names in texts, or whatever else a model for tokens was trained to say about words.
 *
 * {@snippet :
 * try (TextTagger tagger = TextTagger.load(Path.of("my-names"))) {
 *   for (Tagging.Entity entity : tagger.tag("Ada Lovelace lived in London.").entities()) {
 *     System.out.println(entity.label() + " " + entity.text() + " " + entity.score());
 *   }
 * }
 * }
 *
 * <p>Thread-safe. The tag of a word is the likeliest at its first token. Tags in a scheme of
 * entities, such as B-PER and I-PER, are read leniently, as conlleval does. Where the tokenizer
 * parts words at spaces and punctuation, as BERT's does, the outcome is that of transformers'
 * pipeline with {@code aggregation_strategy="first"}.
 */
public final class TextTagger implements AutoCloseable {
  private final TextRunner runner;
  private final Function<List<Encoding>, float[][]> logits;
  private final List<String> labels;
  private final boolean hasEntities;

  private TextTagger(TextRunner runner, HeadSpec.TokenClassification head) {
    this.runner = runner;
    this.logits = runner.pass(runner.model()::logits);
    this.labels = head.labels();
    this.hasEntities = TagScheme.isOfEntities(labels);
  }

  /** A model's folder on the best backend that is installed. */
  public static TextTagger load(Path folder) {
    return load(folder, ModelOptions.DEFAULT);
  }

  /**
   * A model's folder, such as {@link dev.heed.models.tune.TunedTagger} saves, or any
   * …ForTokenClassification.
   *
   * @throws ModelException when the model has no head for tokens
   */
  public static TextTagger load(Path folder, ModelOptions options) {
    return load(() -> ModelSource.open(folder), options);
  }

  /**
   * A model with the changes of an adapter in the layout of PEFT merged into its weights.
   *
   * @throws ModelException when they do not fit, or there is no head for tokens
   */
  public static TextTagger load(Path base, Path adapter, ModelOptions options) {
    return load(() -> ModelSource.open(base, adapter), options);
  }

  private static TextTagger load(Supplier<ModelSource> opener, ModelOptions options) {
    try (ModelSource source = opener.get()) {
      if (!(source.head() instanceof HeadSpec.TokenClassification head)) {
        throw new ModelException(
            "model '%s' has no head for tokens; load a …ForTokenClassification"
                .formatted(source.name()));
      }
      if (!source.normalization().steps().isEmpty()) {
        throw new ModelException(
            "model '%s' changes texts before they are cut into words, so that entities have no place in them"
                .formatted(source.name()));
      }
      return new TextTagger(
          TextRunner.load(source, HeadChoice.CONFIGURED, options, 1, source.maxTokens()), head);
    }
  }

  /** The tags that the model tells apart, by their numbers. */
  public List<String> labels() {
    return labels;
  }

  /** Whether the tags say where entities are. */
  public boolean hasEntities() {
    return hasEntities;
  }

  /** The tags of a text, cut into words as the model's tokenizer does. */
  public Tagging tag(String text) {
    return tagTexts(List.of(text)).getFirst();
  }

  /** The tags of a text that was cut into words before. */
  public Tagging tag(List<String> words) {
    return tagSentences(List.of(words)).getFirst();
  }

  /** The tags of each text, in their order. */
  public List<Tagging> tagTexts(List<String> texts) {
    List<Row> rows = run(texts.size(), i -> runner.encode(texts.get(i)));
    List<Tagging> all = new ArrayList<>(rows.size());
    for (int i = 0; i < rows.size(); i++) {
      String text = texts.get(i);
      all.add(tagging(text, TextWord.of(text, rows.get(i).encoding()), rows.get(i)));
    }
    return all;
  }

  /** The tags of each list of words, in their order. */
  public List<Tagging> tagSentences(List<List<String>> sentences) {
    List<Row> rows = run(sentences.size(), i -> runner.encodeWords(sentences.get(i)));
    List<Tagging> all = new ArrayList<>(rows.size());
    for (int i = 0; i < rows.size(); i++) {
      List<String> words = sentences.get(i);
      all.add(
          tagging(
              String.join(" ", words), TextWord.of(words, rows.get(i).encoding()), rows.get(i)));
    }
    return all;
  }

  /** What a text gives: [tokens, labels]. */
  private record Row(Encoding encoding, float[] logits) {}

  private List<Row> run(int count, IntFunction<Encoding> encode) {
    return runner.run(count, encode, logits, Row::new);
  }

  private Tagging tagging(String text, List<TextWord> places, Row row) {
    List<Tagging.Word> words = new ArrayList<>(places.size());
    for (TextWord place : places) {
      words.add(word(text.substring(place.start(), place.end()), place, row.logits()));
    }
    Encoding encoding = row.encoding();
    return new Tagging(
        text,
        words,
        hasEntities ? entities(text, words) : List.of(),
        encoding.size(),
        encoding.truncated());
  }

  private Tagging.Word word(String text, TextWord place, float[] logits) {
    if (place.first() < 0) {
      return new Tagging.Word(text, place.start(), place.end(), Tagging.NONE, 0);
    }
    int from = place.first() * labels.size();
    int best = 0;
    for (int l = 1; l < labels.size(); l++) {
      best = logits[from + l] > logits[from + best] ? l : best;
    }
    double sum = 0;
    for (int l = 0; l < labels.size(); l++) {
      sum += Math.exp(logits[from + l] - logits[from + best]);
    }
    return new Tagging.Word(text, place.start(), place.end(), labels.get(best), 1 / sum);
  }

  private static List<Tagging.Entity> entities(String text, List<Tagging.Word> words) {
    List<String> tags =
        words.stream().map(word -> word.tag().equals(Tagging.NONE) ? "O" : word.tag()).toList();
    List<Tagging.Entity> entities = new ArrayList<>();
    for (EntityScheme.Entity found : TagScheme.entities(tags)) {
      List<Tagging.Word> of = words.subList(found.from(), found.to());
      int start = of.getFirst().start();
      int end = of.getLast().end();
      double score = of.stream().mapToDouble(Tagging.Word::score).average().orElseThrow();
      entities.add(new Tagging.Entity(found.type(), text.substring(start, end), start, end, score));
    }
    return entities;
  }

  /** The model underneath; closed with this tagger. */
  public EncoderModel model() {
    return runner.model();
  }

  /** Waits for running work, then gives the memory back. Later use is an error. */
  @Override
  public void close() {
    runner.close();
  }
}
