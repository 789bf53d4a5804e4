package dev.heed.app.training;

import dev.heed.app.console.Amount;
import dev.heed.engine.Backend;
import dev.heed.engine.error.HeedException;
import dev.heed.models.GeneratorOptions;
import dev.heed.models.arch.CacheOptions;
import dev.heed.models.arch.DecoderModel;
import dev.heed.models.arch.DecoderSession;
import dev.heed.models.evaluate.LanguageMetrics;
import dev.heed.models.generate.Perplexity;
import dev.heed.models.load.DecoderPlan;
import dev.heed.models.load.ModelSource;
import dev.heed.models.tokenizer.EncodeOptions;
import dev.heed.models.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A text as a language model reads it to foretell it: ids without special tokens, cut into windows.
 *
 * @param plan of the model
 * @param ids of the text
 * @param begin the token that the tokenizer puts before a text, if it does
 * @param window tokens that are read at once
 */
public record LanguageText(DecoderPlan plan, int[] ids, OptionalInt begin, int window) {
  /**
   * Tokenizes it.
   *
   * @param name of the text, for errors
   * @param mostTokens the first ones; null for all
   * @param context tokens of a window; null for what the model was made for, within bounds
   * @throws HeedException when nothing is left to foretell, or the model's context is smaller
   */
  public static LanguageText of(
      ModelSource source,
      String text,
      String name,
      @Nullable Integer mostTokens,
      @Nullable Integer context) {
    DecoderPlan plan = DecoderPlan.of(source);
    int window = window(plan, context);
    Tokenizer tokenizer = source.requireTokenizer();
    OptionalInt begin = begin(tokenizer);
    int[] all = tokenizer.encode(text, EncodeOptions.DEFAULT.withoutSpecial().unlimited()).ids();
    int[] ids = mostTokens == null ? all : Arrays.copyOf(all, Math.min(mostTokens, all.length));
    if (ids.length < (begin.isPresent() ? 1 : 2)) {
      throw new HeedException(
          "%s: %s, which leaves none to foretell".formatted(name, Amount.of(ids.length, "token")));
    }
    return new LanguageText(plan, ids, begin, window);
  }

  private static int window(DecoderPlan plan, @Nullable Integer context) {
    int most = plan.spec().maxTokens();
    int window = context == null ? Math.min(most, GeneratorOptions.USUAL_CONTEXT) : context;
    if (window > most) {
      throw new HeedException(
          "model '%s': a context of %,d tokens; it was made for %,d"
              .formatted(plan.name(), window, most));
    }
    return window;
  }

  private static OptionalInt begin(Tokenizer tokenizer) {
    int[] alone = tokenizer.encode("a", EncodeOptions.DEFAULT.withoutSpecial().unlimited()).ids();
    int[] text = tokenizer.encode("a", EncodeOptions.DEFAULT.unlimited()).ids();
    return text.length > alone.length && text[0] != alone[0]
        ? OptionalInt.of(text[0])
        : OptionalInt.empty();
  }

  /**
   * What the model is measured by: {@link #measure}, and what it comes to a character and a byte,
   * which models with other tokens can be compared by.
   */
  public LanguageMetrics metrics(ModelSource source, Backend backend, IntConsumer done) {
    Perplexity measured = measure(source, backend, done);
    Tokenizer tokenizer = source.requireTokenizer();
    long characters = 0;
    long bytes = 0;
    int given = begin.isPresent() ? 0 : 1;
    int step = begin.isPresent() ? window - 1 : window;
    for (int from = 0; from < ids.length; from += step) {
      int to = Math.min(ids.length, from + step);
      String foretold = tokenizer.decode(Arrays.copyOfRange(ids, from + given, to));
      characters += foretold.codePointCount(0, foretold.length());
      bytes += foretold.getBytes(StandardCharsets.UTF_8).length;
    }
    return new LanguageMetrics(
        measured.meanNll() * measured.tokens(), measured.tokens(), characters, bytes);
  }

  /**
   * How well the model foretells it.
   *
   * @param source of the model
   * @param done hears how many tokens are read
   */
  public Perplexity measure(ModelSource source, Backend backend, IntConsumer done) {
    try (DecoderModel loaded = plan.load(source.checkpoint(), backend);
        DecoderSession session = loaded.newSession(CacheOptions.of(window))) {
      return Perplexity.of(session, ids, begin, window, done);
    }
  }
}
