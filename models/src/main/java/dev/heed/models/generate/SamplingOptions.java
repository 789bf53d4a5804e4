package dev.heed.models.generate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How tokens are chosen and when a text ends.
 *
 * <p>The steps from logits to a token, in this order:
 *
 * <ol>
 *   <li>logit bias is added;
 *   <li>steps of the program ({@link LogitStep}), such as a grammar's mask;
 *   <li>the repetition penalty, over prompt and answer: a positive logit of a token that occurred
 *       is divided by it, another multiplied;
 *   <li>frequency and presence penalty, over the answer: occurrences · frequency, and presence
 *       once, are subtracted;
 *   <li>temperature: logits are divided by it. With 0 the greatest is taken here, of equals the
 *       smallest id;
 *   <li>top-k, of equals the smallest ids;
 *   <li>top-p: the fewest most probable tokens that together have this probability;
 *   <li>min-p: tokens at least this many times as probable as the most probable one;
 *   <li>typical-p: the fewest tokens that together have this probability, those first whose
 *       −log(probability) is nearest to the entropy;
 *   <li>one of the tokens that are left, by its probability among them.
 * </ol>
 *
 * <p>Each of the steps from top-k on sees the probabilities of what the one before it left. This is
 * the order of Hugging Face transformers; its generation has no frequency and presence penalties,
 * which stand and count here as in vLLM.
 *
 * @param temperature 0 (always the best token) or more
 * @param topK how many tokens may be chosen from; 0 for all
 * @param topP over 0 to 1; 1 for all
 * @param minP 0 to 1; 0 for all
 * @param typicalP over 0 to 1; 1 for all
 * @param repetitionPenalty over 0; 1 for none
 * @param frequencyPenalty logits per occurrence; 0 for none
 * @param presencePenalty logits once; 0 for none
 * @param penaltyTokens the last tokens of the sequence that penalties look at; {@link
 *     Integer#MAX_VALUE} for all
 * @param logitBias by token; −∞ bans it
 * @param seed of the random numbers; null for another one each time
 * @param maxTokens the answer has no more tokens than this; {@link Integer#MAX_VALUE} for as many
 *     as the context has room for
 * @param stopStrings end the answer where one of them begins
 * @param stopTokens end the answer, besides the model's own end tokens
 * @param ignoreEos whether the model's own end tokens are tokens like others, which the text shows
 * @param logProbs how many of the most probable tokens to report at each place
 */
public record SamplingOptions(
    double temperature,
    int topK,
    double topP,
    double minP,
    double typicalP,
    double repetitionPenalty,
    double frequencyPenalty,
    double presencePenalty,
    int penaltyTokens,
    Map<Integer, Float> logitBias,
    @Nullable Long seed,
    int maxTokens,
    List<String> stopStrings,
    Set<Integer> stopTokens,
    boolean ignoreEos,
    int logProbs) {
  /** Always the best token, until the model ends its answer or the context is full. */
  public static final SamplingOptions GREEDY = builder().temperature(0).build();

  public SamplingOptions {
    require(temperature >= 0 && finite(temperature), "temperature", temperature, "0 or more");
    require(topK >= 0, "topK", topK, "0 (all) or more");
    require(topP > 0 && topP <= 1, "topP", topP, "over 0 to 1");
    require(minP >= 0 && minP <= 1, "minP", minP, "0 to 1");
    require(typicalP > 0 && typicalP <= 1, "typicalP", typicalP, "over 0 to 1");
    require(
        repetitionPenalty > 0 && finite(repetitionPenalty),
        "repetitionPenalty",
        repetitionPenalty,
        "over 0");
    require(finite(frequencyPenalty), "frequencyPenalty", frequencyPenalty, "a finite number");
    require(finite(presencePenalty), "presencePenalty", presencePenalty, "a finite number");
    require(penaltyTokens >= 0, "penaltyTokens", penaltyTokens, "0 or more");
    require(maxTokens >= 0, "maxTokens", maxTokens, "0 or more");
    require(logProbs >= 0, "logProbs", logProbs, "0 or more");
    logitBias = Map.copyOf(logitBias);
    stopStrings = List.copyOf(stopStrings);
    stopTokens = Set.copyOf(stopTokens);
    logitBias.forEach((token, bias) -> {
      require(token >= 0, "a token of logitBias", token, "0 or more");
      require(
          bias < Float.POSITIVE_INFINITY,
          "logitBias of token " + token,
          bias,
          "a finite number or −∞, which bans the token");
    });
    stopTokens.forEach(token -> require(token >= 0, "a token of stopTokens", token, "0 or more"));
    stopStrings.forEach(StopStrings::check);
  }

  /** Options that leave the model's distribution as it is, until they are told otherwise. */
  public static Builder builder() {
    return new Builder();
  }

  /** These options, to be changed. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** Whether the best token is always taken. */
  public boolean greedy() {
    return temperature == 0;
  }

  private static boolean finite(double value) {
    return Double.isFinite(value);
  }

  private static void require(boolean holds, String name, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException("%s is %s; expected %s".formatted(name, value, expected));
    }
  }

  /** Collects options; each is checked when they are built. */
  public static final class Builder {
    private double temperature = 1;
    private int topK;
    private double topP = 1;
    private double minP;
    private double typicalP = 1;
    private double repetitionPenalty = 1;
    private double frequencyPenalty;
    private double presencePenalty;
    private int penaltyTokens = Integer.MAX_VALUE;
    private Map<Integer, Float> logitBias = new HashMap<>();
    private @Nullable Long seed;
    private int maxTokens = Integer.MAX_VALUE;
    private List<String> stopStrings = new ArrayList<>();
    private Set<Integer> stopTokens = new HashSet<>();
    private boolean ignoreEos;
    private int logProbs;

    private Builder() {}

    private Builder(SamplingOptions from) {
      temperature = from.temperature;
      topK = from.topK;
      topP = from.topP;
      minP = from.minP;
      typicalP = from.typicalP;
      repetitionPenalty = from.repetitionPenalty;
      frequencyPenalty = from.frequencyPenalty;
      presencePenalty = from.presencePenalty;
      penaltyTokens = from.penaltyTokens;
      logitBias = new HashMap<>(from.logitBias);
      seed = from.seed;
      maxTokens = from.maxTokens;
      stopStrings = new ArrayList<>(from.stopStrings);
      stopTokens = new HashSet<>(from.stopTokens);
      ignoreEos = from.ignoreEos;
      logProbs = from.logProbs;
    }

    /** 1 unless set; 0 always takes the best token. */
    public Builder temperature(double value) {
      temperature = value;
      return this;
    }

    /** Chooses from this many tokens; 0 for all. */
    public Builder topK(int count) {
      topK = count;
      return this;
    }

    /** Chooses from the fewest tokens that together have this probability; 1 for all. */
    public Builder topP(double mass) {
      topP = mass;
      return this;
    }

    /** Chooses from tokens at least this many times as probable as the best; 0 for all. */
    public Builder minP(double share) {
      minP = share;
      return this;
    }

    /** Chooses from the tokens of about expected surprise that have this probability; 1 for all. */
    public Builder typicalP(double mass) {
      typicalP = mass;
      return this;
    }

    /** For tokens of prompt and answer; 1 for none. */
    public Builder repetitionPenalty(double factor) {
      repetitionPenalty = factor;
      return this;
    }

    /** For each occurrence in the answer; 0 for none. */
    public Builder frequencyPenalty(double logits) {
      frequencyPenalty = logits;
      return this;
    }

    /** For tokens that occur in the answer; 0 for none. */
    public Builder presencePenalty(double logits) {
      presencePenalty = logits;
      return this;
    }

    /** Penalties look at so many of the last tokens; all unless set. */
    public Builder penaltyTokens(int count) {
      penaltyTokens = count;
      return this;
    }

    /** Adds to the logit of a token; −∞ bans it. */
    public Builder logitBias(int token, float bias) {
      logitBias.put(token, bias);
      return this;
    }

    /** The same seed gives the same text, whatever else the model is doing. */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /** The answer has no more tokens than this. */
    public Builder maxTokens(int most) {
      maxTokens = most;
      return this;
    }

    /** The answer ends where this text begins. */
    public Builder stopString(String text) {
      stopStrings.add(text);
      return this;
    }

    /** The answer ends before this token. */
    public Builder stopToken(int token) {
      stopTokens.add(token);
      return this;
    }

    /** Takes the model's own end tokens for tokens like others. */
    public Builder ignoreEos(boolean choice) {
      ignoreEos = choice;
      return this;
    }

    /** Reports so many of the most probable tokens at each place. */
    public Builder logProbs(int count) {
      logProbs = count;
      return this;
    }

    /**
     * The options.
     *
     * @throws IllegalArgumentException for a value that is not allowed, naming it
     */
    public SamplingOptions build() {
      return new SamplingOptions(
          temperature,
          topK,
          topP,
          minP,
          typicalP,
          repetitionPenalty,
          frequencyPenalty,
          presencePenalty,
          penaltyTokens,
          logitBias,
          seed,
          maxTokens,
          stopStrings,
          stopTokens,
          ignoreEos,
          logProbs);
    }
  }
}
