package dev.heed.models;

import dev.heed.engine.Backend;
import dev.heed.engine.Backends;
import dev.heed.models.arch.EncoderModel;
import dev.heed.models.arch.TokenBatch;
import dev.heed.models.data.TextNormalization;
import dev.heed.models.load.EncoderPlan;
import dev.heed.models.load.HeadChoice;
import dev.heed.models.load.ModelSource;
import dev.heed.models.spec.ModelException;
import dev.heed.models.tokenizer.EncodeOptions;
import dev.heed.models.tokenizer.Encoding;
import dev.heed.models.tokenizer.Tokenizer;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the entry points share: a model, its tokenizer and limits, and the way from many texts to
 * batches of bounded size and back.
 */
final class TextRunner implements AutoCloseable {
  private final EncoderModel model;
  private final Tokenizer tokenizer;
  private final TextNormalization normalization;
  private final int maxTokens;
  private final int tokensPerBatch;
  private final int batchesAtOnce;
  private final SharedPasses shared;
  private final @Nullable Backend owned;

  private TextRunner(
      EncoderModel model,
      Tokenizer tokenizer,
      TextNormalization normalization,
      int maxTokens,
      ModelOptions options,
      Backend backend,
      @Nullable Backend owned) {
    this.model = model;
    this.tokenizer = tokenizer;
    this.normalization = normalization;
    this.maxTokens = maxTokens;
    this.tokensPerBatch = options.tokensPerBatch();
    this.batchesAtOnce = Math.clamp(backend.options().threads(), 1, options.concurrency());
    this.shared =
        new SharedPasses(
            model.name(), batchesAtOnce, Math.min(tokensPerBatch, SharedPasses.MOST_TOKENS));
    this.owned = owned;
  }

  /**
   * Loads a model; on any error nothing is left open but the source, which is the caller's.
   *
   * @param texts that make a sequence: 1, or 2 where they come in pairs
   * @param ownLimit what the model was made for; 0 for the limit of its positions
   */
  static TextRunner load(
      ModelSource source, HeadChoice head, ModelOptions options, int texts, int ownLimit) {
    EncoderPlan plan = EncoderPlan.of(source, head);
    @Nullable Backend given = options.backend();
    Backend backend = given == null ? Backends.open() : given;
    @Nullable Backend owned = given == null ? backend : null;
    Beside<Tokenizer> tokenizer = Beside.start("heed-tokenizer", source::requireTokenizer);
    try {
      EncoderModel model = plan.load(source.checkpoint(), backend, options.concurrency());
      try {
        Tokenizer unlimited = tokenizer.result();
        checkFit(plan, unlimited);
        int limit = limit(plan, unlimited, texts, options.maxTokens(), ownLimit);
        return new TextRunner(
            model,
            unlimited.withDefaultMaxTokens(limit),
            source.normalization(),
            limit,
            options,
            backend,
            owned);
      } catch (RuntimeException | Error e) {
        model.close();
        throw e;
      }
    } catch (RuntimeException | Error e) {
      tokenizer.settle(); // it reads from the source, which the caller closes
      if (owned != null) {
        owned.close();
      }
      throw e;
    }
  }

  private static void checkFit(EncoderPlan plan, Tokenizer tokenizer) {
    if (tokenizer.vocabularySize() > plan.spec().vocabulary()) {
      throw new ModelException(
          "model '%s': its tokenizer has %,d ids, but its table of word embeddings %,d rows; they belong to different models"
              .formatted(plan.name(), tokenizer.vocabularySize(), plan.spec().vocabulary()));
    }
  }

  private static int limit(
      EncoderPlan plan, Tokenizer tokenizer, int texts, int wanted, int ownLimit) {
    int most = plan.spec().maxTokens();
    int limit = wanted > 0 ? wanted : ownLimit > 0 ? Math.min(ownLimit, most) : most;
    int special = Math.max(tokenizer.addedTokens(false), tokenizer.addedTokens(texts > 1));
    int least = special + texts;
    if (limit > most || limit < least) {
      throw new ModelException(
          "model '%s' takes %s of %,d to %,d tokens; %,d were asked for"
              .formatted(plan.name(), texts > 1 ? "pairs of texts" : "texts", least, most, limit));
    }
    return limit;
  }

  EncoderModel model() {
    return model;
  }

  Tokenizer tokenizer() {
    return tokenizer;
  }

  int maxTokens() {
    return maxTokens;
  }

  /**
   * Tokens that a text may have behind a prefix.
   *
   * @throws ModelException when the prefix leaves none
   */
  int room(String prefix) {
    int special = tokenizer.addedTokens(false);
    int taken = tokenizer.encode(prefix, EncodeOptions.DEFAULT.withoutSpecial().unlimited()).size();
    if (special + taken >= maxTokens) {
      throw new ModelException(
          "model '%s': the prefix '%s' of %,d tokens leaves no room for a text within %,d tokens"
              .formatted(model.name(), prefix, taken, maxTokens));
    }
    return maxTokens - special - taken;
  }

  /** What the tokenizer sees of a text. */
  String normalized(String text) {
    return normalization.apply(text);
  }

  Encoding encode(String text) {
    return tokenizer.encode(normalization.apply(text));
  }

  /** The tokens of a text that comes as words, as they are. */
  Encoding encodeWords(List<String> words) {
    return tokenizer.encodeWords(words, EncodeOptions.DEFAULT);
  }

  /**
   * The two texts in one sequence, cut in the tokenizer's way.
   *
   * @throws ModelException when that leaves nothing of one of them
   */
  Encoding encodePair(String first, String second) {
    int least = tokenizer.addedTokens(true) + 2;
    if (maxTokens < least) {
      throw new ModelException(
          "model '%s': two texts together take %,d tokens at least; the limit is %,d"
              .formatted(model.name(), least, maxTokens));
    }
    try {
      return tokenizer.encodePair(normalization.apply(first), normalization.apply(second));
    } catch (IllegalArgumentException e) {
      throw new ModelException(
          "model '%s': two texts do not fit into %,d tokens: %s"
              .formatted(model.name(), maxTokens, e.getMessage()),
          e);
    }
  }

  /**
   * Runs any number of texts in batches of bounded size, several at once where there are several.
   *
   * @param count of texts
   * @param encode text number i
   * @param pass made by {@link #pass}
   * @param result from an encoding and its row
   */
  <R> List<R> run(
      int count,
      IntFunction<Encoding> encode,
      Function<List<Encoding>, float[][]> pass,
      TextBatches.Result<R> result) {
    return new TextBatches<>(model.name(), count, tokensPerBatch, encode, pass, result)
        .run(batchesAtOnce);
  }

  /**
   * A pass that its callers share; all passes of this model wait in one line.
   *
   * @param run one row per sequence of a batch
   */
  Function<List<Encoding>, float[][]> pass(Function<TokenBatch, float[][]> run) {
    Function<List<Encoding>, float[][]> single = batch -> run.apply(tokens(batch));
    return batch -> shared.run(single, batch);
  }

  /** Without token types where the model has none, whatever the tokenizer says. */
  private TokenBatch tokens(List<Encoding> encodings) {
    List<int[]> ids = encodings.stream().map(Encoding::ids).toList();
    return model.spec().tokenTypes() > 1
        ? TokenBatch.of(ids, encodings.stream().map(Encoding::typeIds).toList())
        : TokenBatch.of(ids);
  }

  @Override
  public void close() {
    try {
      model.close();
    } finally {
      if (owned != null) {
        owned.close();
      }
    }
  }
}
