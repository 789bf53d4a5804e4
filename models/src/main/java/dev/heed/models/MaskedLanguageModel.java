package dev.heed.models;

import dev.heed.models.arch.TokenBatch;
import dev.heed.models.evaluate.MaskedLanguageMetrics;
import dev.heed.models.load.HeadChoice;
import dev.heed.models.load.ModelSource;
import dev.heed.models.loss.MaskedTexts;
import dev.heed.models.loss.TokenMasking;
import dev.heed.models.spec.HeadSpec;
import dev.heed.models.spec.ModelException;
import dev.heed.models.tokenizer.EncodeOptions;
import dev.heed.models.tokenizer.Encoding;
import dev.heed.models.tokenizer.TextSegment;
import dev.heed.models.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Knows which words may stand where one is missing.
 *
 * {@snippet :
 * try (MaskedLanguageModel model = MaskedLanguageModel.load(Path.of("my-encoder"))) {
 *   List<MaskedLanguageModel.Guess> guesses =
 *       model.fill("where is my " + model.mask() + "?", 5).getFirst();
 *   System.out.println(guesses.getFirst().text() + " " + guesses.getFirst().probability());
 * }
 * }
 *
 * <p>Thread-safe.
 */
public final class MaskedLanguageModel implements AutoCloseable {
  private final TextRunner runner;
  private final TokenMasking masking;
  private final String mask;

  private MaskedLanguageModel(TextRunner runner, TokenMasking masking) {
    this.runner = runner;
    this.masking = masking;
    this.mask = runner.tokenizer().idToToken(masking.mask()).orElseThrow();
  }

  /** A model's folder on the best backend that is installed. */
  public static MaskedLanguageModel load(Path folder) {
    return load(folder, ModelOptions.DEFAULT);
  }

  /**
   * A model's folder.
   *
   * @throws ModelException when the model has no head for masked words, or its tokenizer no mask
   */
  public static MaskedLanguageModel load(Path folder, ModelOptions options) {
    try (ModelSource source = ModelSource.open(folder)) {
      if (!(source.head() instanceof HeadSpec.MaskedLanguage)) {
        throw new ModelException(
            "model '%s' has no head for masked words; load a …ForMaskedLM"
                .formatted(source.name()));
      }
      TokenMasking masking = masking(source);
      return new MaskedLanguageModel(
          TextRunner.load(source, HeadChoice.CONFIGURED, options, 1, source.maxTokens()), masking);
    }
  }

  private static TokenMasking masking(ModelSource source) {
    try {
      return TokenMasking.toMeasure(source.requireTokenizer());
    } catch (IllegalArgumentException e) {
      throw new ModelException("model '%s': %s".formatted(source.name(), e.getMessage()), e);
    }
  }

  /** What stands in a text for a word that is missing, such as {@code [MASK]}. */
  public String mask() {
    return mask;
  }

  /**
   * A token that may stand in a gap.
   *
   * @param id of it
   * @param text that it spells; a part of a word begins as the vocabulary has it, such as {@code
   *     ##s}
   * @param probability of all tokens of the vocabulary together 1
   */
  public record Guess(int id, String text, double probability) {}

  /**
   * What may stand where words are missing.
   *
   * @param text with one {@link #mask()} or more
   * @param count of guesses for each
   * @return for each mask in turn the likeliest tokens, the likeliest first
   * @throws ModelException when there is no mask in the text, or none in what the model reads of it
   */
  public List<List<Guess>> fill(String text, int count) {
    Encoding encoding = encode(text);
    int[] rows =
        IntStream.range(0, encoding.size())
            .filter(t -> encoding.ids()[t] == masking.mask())
            .toArray();
    if (rows.length == 0) {
      throw new ModelException(
          "model '%s': there is no %s in %s"
              .formatted(
                  runner.model().name(),
                  mask,
                  encoding.truncated()
                      ? "the first %,d tokens of the text, which are all it reads"
                          .formatted(runner.maxTokens())
                      : "the text"));
    }
    float[] logits = runner.model().logits(batch(encoding), rows);
    int vocabulary = logits.length / rows.length;
    List<List<Guess>> guesses = new ArrayList<>();
    for (int r = 0; r < rows.length; r++) {
      guesses.add(best(logits, r * vocabulary, vocabulary, count));
    }
    return guesses;
  }

  /** No special token but the mask is found in the text, and the mask is not changed. */
  private Encoding encode(String text) {
    List<TextSegment> segments = new ArrayList<>();
    for (String part : text.split(Pattern.quote(mask), -1)) {
      if (!segments.isEmpty()) {
        segments.add(TextSegment.template(mask));
      }
      segments.add(TextSegment.plain(runner.normalized(part)));
    }
    return runner.tokenizer().encode(segments, EncodeOptions.DEFAULT);
  }

  private List<Guess> best(float[] logits, int from, int vocabulary, int count) {
    List<Integer> best =
        IntStream.range(from, from + vocabulary)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> logits[i]).reversed())
            .limit(count)
            .toList();
    double sum = 0;
    float greatest = logits[best.getFirst()];
    for (int i = from; i < from + vocabulary; i++) {
      sum += Math.exp(logits[i] - greatest);
    }
    List<Guess> guesses = new ArrayList<>();
    for (int i : best) {
      int id = i - from;
      guesses.add(new Guess(id, text(id), Math.exp(logits[i] - greatest) / sum));
    }
    return guesses;
  }

  /** Empty for rows of the model that its tokenizer has no token for. */
  private String text(int id) {
    Tokenizer tokenizer = runner.tokenizer();
    return tokenizer.idToToken(id).isEmpty() ? "" : tokenizer.decode(new int[] {id}, true).strip();
  }

  /**
   * How well it knows hidden tokens of texts: 15 % of them, always the same.
   *
   * @throws dev.heed.models.data.DataException when there is no token that may be hidden
   */
  public MaskedLanguageMetrics measure(List<String> texts) {
    return measure(texts, cut -> {});
  }

  /**
   * The same.
   *
   * @param cut hears how many texts are longer than what the model reads of them
   */
  public MaskedLanguageMetrics measure(List<String> texts, LongConsumer cut) {
    return measure(texts.size(), i -> runner.encode(texts.get(i)), cut);
  }

  /**
   * The same of texts that go together two by two.
   *
   * @param second as many as there are first ones
   */
  public MaskedLanguageMetrics measurePairs(List<String> first, List<String> second) {
    return measurePairs(first, second, cut -> {});
  }

  /**
   * The same.
   *
   * @param second as many as there are first ones
   * @param cut hears how many pairs are longer than what the model reads of them
   */
  public MaskedLanguageMetrics measurePairs(
      List<String> first, List<String> second, LongConsumer cut) {
    return measure(first.size(), i -> runner.encodePair(first.get(i), second.get(i)), cut);
  }

  private MaskedLanguageMetrics measure(int count, IntFunction<Encoding> encode, LongConsumer cut) {
    List<Encoding> encodings = IntStream.range(0, count).mapToObj(encode).toList();
    cut.accept(encodings.stream().filter(Encoding::truncated).count());
    List<TokenBatch> batches = encodings.stream().map(MaskedLanguageModel::batch).toList();
    return new MaskedTexts(batches, masking).measure(runner.model()::logits);
  }

  private static TokenBatch batch(Encoding encoding) {
    return TokenBatch.of(List.of(encoding.ids()), List.of(encoding.typeIds()));
  }

  /** Refuses new work, waits for what runs, then gives the memory back. */
  @Override
  public void close() {
    runner.close();
  }
}
