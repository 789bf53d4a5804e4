package dev.heed.models.tune;

import dev.heed.engine.Backend;
import dev.heed.models.arch.LearnedEncoder;
import dev.heed.models.load.Adapters;
import dev.heed.models.load.EmbeddingSettings;
import dev.heed.models.load.EncoderPlan;
import dev.heed.models.load.HeadChoice;
import dev.heed.models.load.InitialValues;
import dev.heed.models.load.LearnedModels;
import dev.heed.models.load.ModelSource;
import dev.heed.models.nn.Parameter;
import dev.heed.models.save.AdapterFolder;
import dev.heed.models.save.ModelFolder;
import dev.heed.models.spec.NewModel;
import dev.heed.models.tokenizer.Tokenizer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The encoder that a tuning begins with, and what of it will learn.
 *
 * @param source of its weights, or of its tokenizer alone
 * @param plan with the new head
 * @param size of an encoder from nothing; null for a pretrained one
 * @param fresh the same with all that its model is made by
 * @param adapters null unless by {@link TuningMethod#LORA}
 * @param tokenizer of the source
 * @param maxTokens most tokens of a text, special ones included
 */
record EncoderStart(
    ModelSource source,
    EncoderPlan plan,
    @Nullable NewEncoder size,
    @Nullable NewModel fresh,
    @Nullable Adapters adapters,
    Tokenizer tokenizer,
    int maxTokens) {
  /**
   * Decides what there will be; nothing is read yet.
   *
   * @param size of an encoder from nothing; null for a pretrained one
   * @param head puts the task's head onto it
   */
  static EncoderStart of(
      ModelSource source,
      @Nullable NewEncoder size,
      TuningSettings settings,
      UnaryOperator<EncoderPlan> head) {
    boolean low = settings.method() == TuningMethod.LORA;
    return of(
        source,
        size,
        low ? settings.lowRank() : null,
        settings.course().seed(),
        settings.maxTokens(),
        head);
  }

  /**
   * The same of tasks that have settings of their own.
   *
   * @param lowRank null for all parameters
   * @param seed of the changes
   * @param maxTokens of a text; 0 for what the model was made for
   */
  static EncoderStart of(
      ModelSource source,
      @Nullable NewEncoder size,
      @Nullable LowRankSettings lowRank,
      long seed,
      int maxTokens,
      UnaryOperator<EncoderPlan> head) {
    EmbeddingSettings embedding = source.embedding();
    Tokenizer tokenizer = source.requireTokenizer();
    NewModel fresh = size == null ? null : size.over(tokenizer, embedding);
    EncoderPlan body =
        fresh == null
            ? EncoderPlan.of(source, HeadChoice.NONE)
            : EncoderPlan.fromNothing("from nothing", fresh.config());
    EncoderPlan plan = head.apply(body);
    return new EncoderStart(
        source,
        plan,
        size,
        fresh,
        lowRank == null ? null : lowRank.adapters(seed),
        tokenizer,
        TextInput.limit(plan, embedding, maxTokens));
  }

  /**
   * Refuses methods that keep something of an encoder from nothing.
   *
   * @throws IllegalArgumentException when there is nothing to keep
   */
  static void check(@Nullable NewEncoder size, TuningMethod method) {
    if (size != null && method != TuningMethod.FULL) {
      throw new IllegalArgumentException(
          "an encoder from nothing has nothing worth keeping: tune all its parameters (full), not by %s"
              .formatted(method.name().toLowerCase(Locale.ROOT)));
    }
  }

  /** The same where all parameters learn, or changes of low rank do. */
  static void check(@Nullable NewEncoder size, @Nullable LowRankSettings lowRank) {
    check(size, lowRank == null ? TuningMethod.FULL : TuningMethod.LORA);
  }

  /**
   * Most tokens of a text that this and the pretrained encoder both read, whose tokenizer it takes;
   * empty where the tokenizer is of no encoder that could be compared with.
   */
  OptionalInt tokensOfBoth() {
    return EncoderPlan.isFor(source)
        ? OptionalInt.of(
            Math.min(maxTokens, EncoderPlan.of(source, HeadChoice.NONE).spec().maxTokens()))
        : OptionalInt.empty();
  }

  /** Whether the encoder begins from nothing. */
  boolean isFromNothing() {
    return fresh != null;
  }

  /** True for a parameter that begins anew: no checkpoint has it. */
  boolean begins(Parameter parameter) {
    return isFromNothing() || !source.checkpoint().contains(parameter.name());
  }

  /** Reads it, or draws it. */
  LearnedEncoder load(Backend backend, long seed) {
    return LearnedModels.encoder(
        plan,
        fresh == null ? source.checkpoint() : null,
        backend,
        fresh == null ? plan.initialHead(seed) : InitialValues.of(fresh, seed),
        adapters);
  }

  /** The folder that it is saved as; changes of low rank are merged. */
  ModelFolder folder(LearnedEncoder model) {
    ModelFolder whole =
        fresh == null
            ? ModelFolder.of(plan, model, source)
            : ModelFolder.of(plan, model, fresh.config()).withTokenizerOf(source);
    whole.withMaxTokens(maxTokens);
    return adapters == null ? whole : whole.merging(adapters);
  }

  /**
   * The folder that changes of low rank are saved as, to be loaded over the base.
   *
   * @param learned all else that was learned
   * @throws IllegalStateException when there are none
   */
  AdapterFolder adapterFolder(LearnedEncoder model, List<Parameter> learned) {
    if (adapters == null) {
      throw new IllegalStateException(
          "the model was tuned by other means than changes of low rank; save it whole");
    }
    return AdapterFolder.of(plan, model, source, adapters)
        .withLearned(learned)
        .withMaxTokens(maxTokens);
  }

  /** What it begins with, by name: for those who look how a model was made. */
  Map<String, String> inWords(String base) {
    Map<String, String> words = new LinkedHashMap<>();
    if (size == null) {
      words.put("base", base);
    } else {
      words.put("base", "none");
      words.put("model", size.inWords());
      words.put("tokenizer", base);
    }
    return words;
  }

  /** How it was made, by name. */
  Map<String, String> made(TuningSettings settings, String base, String data, int examples) {
    Map<String, String> made = inWords(base);
    made.put("data", data);
    made.put("examples", Integer.toString(examples));
    made.putAll(settings.inWords(examples, isFromNothing()));
    return made;
  }
}
