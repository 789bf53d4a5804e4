package dev.heed.app.flags;

import dev.heed.models.generate.SamplingOptions;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** How tokens are chosen and when an answer ends. What is not given is as the model says. */
public final class SamplingFlags {
  /** A field of the options in an error text, such as topK or temperature. */
  private static final Pattern FIELD =
      Pattern.compile("\\b(temperature|[a-z]+(?:[A-Z][a-z]*)+)\\b");

  @Spec(Spec.Target.MIXEE)
  CommandSpec spec;

  @Option(
      names = {"-n", "--max-tokens"},
      paramLabel = "N",
      order = 20,
      description = "At most N tokens; as many as the context has room for otherwise.")
  @Nullable Integer maxTokens;

  @Option(
      names = "--greedy",
      order = 21,
      description = "Always the best token, whatever the model's makers say.")
  boolean greedy;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      order = 22,
      description = "Logits are divided by T; 0 is --greedy with the model's penalties.")
  @Nullable Double temperature;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      order = 23,
      description = "Choose among the K best tokens; 0 for all.")
  @Nullable Integer topK;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      order = 24,
      description = "… among the best that together have probability P; 1 for all.")
  @Nullable Double topP;

  @Option(
      names = "--min-p",
      paramLabel = "P",
      order = 25,
      description = "… among those at least P times as probable as the best; 0 for all.")
  @Nullable Double minP;

  @Option(
      names = "--typical-p",
      paramLabel = "P",
      order = 26,
      description = "… among the most typical that together have probability P; 1 for all.")
  @Nullable Double typicalP;

  @Option(
      names = "--repetition-penalty",
      paramLabel = "R",
      order = 27,
      description = "Divides positive logits of tokens that occurred, multiplies others; 1: none.")
  @Nullable Double repetitionPenalty;

  @Option(
      names = "--frequency-penalty",
      paramLabel = "F",
      order = 28,
      description = "Subtracted for each time that a token occurs in the answer; 0: none.")
  @Nullable Double frequencyPenalty;

  @Option(
      names = "--presence-penalty",
      paramLabel = "F",
      order = 29,
      description = "Subtracted once for tokens that occur in the answer; 0: none.")
  @Nullable Double presencePenalty;

  @Option(
      names = "--penalty-tokens",
      paramLabel = "N",
      order = 30,
      description = "Penalties look at the last N tokens; all where nothing is given.")
  @Nullable Integer penaltyTokens;

  @Option(
      names = "--logit-bias",
      paramLabel = "ID=B",
      order = 31,
      converter = BiasConverter.class,
      description = "Add B to the logit of a token; -inf bans it. May be given more than once.")
  @Nullable List<Bias> logitBias;

  @Option(
      names = "--seed",
      paramLabel = "N",
      order = 32,
      description = "Of the random numbers: same seed, same text. Another each time otherwise.")
  @Nullable Long seed;

  @Option(
      names = "--stop",
      paramLabel = "TEXT",
      order = 33,
      description = "End where this text begins; may be given more than once.")
  @Nullable List<String> stop;

  @Option(
      names = "--stop-token",
      paramLabel = "ID",
      order = 34,
      description = "End at this token; may be given more than once.")
  @Nullable List<Integer> stopTokens;

  @Option(
      names = "--ignore-eos",
      order = 35,
      description = "Go on behind the model's own end tokens, and print them.")
  boolean ignoreEos;

  @Option(
      names = "--logprobs",
      paramLabel = "N",
      order = 36,
      description = "With --json: the N most probable tokens at each place, as topLogProbs.")
  @Nullable Integer logProbs;

  /** What is added to the logit of a token. */
  record Bias(int token, float bias) {}

  /**
   * The options: those of the model where the command line is silent.
   *
   * @param defaults as the model's makers say
   * @param vocabulary number of token ids
   * @throws ParameterException where a value is not allowed
   */
  public SamplingOptions over(SamplingOptions defaults, int vocabulary) {
    for (Bias bias : logitBias == null ? List.<Bias>of() : logitBias) {
      if (bias.token() >= vocabulary) {
        throw wrong(
            "--logit-bias names token %d; the model has the tokens 0 to %,d"
                .formatted(bias.token(), vocabulary - 1));
      }
    }
    return over(greedy ? SamplingOptions.GREEDY : defaults);
  }

  /**
   * Sees that the values make sense, as far as they do with any model.
   *
   * @param json whether the result is JSON
   * @throws ParameterException where one does not
   */
  public void check(boolean json) {
    if (greedy && temperature != null && temperature != 0) {
      throw wrong("--greedy and --temperature %s exclude each other".formatted(temperature));
    }
    if (logProbs != null && !json) {
      throw wrong("--logprobs is for --json; the text has no place for them");
    }
    over(SamplingOptions.GREEDY);
  }

  private SamplingOptions over(SamplingOptions defaults) {
    SamplingOptions.Builder options = defaults.toBuilder();
    if (defaults.greedy() && wantsChance() && !greedy) {
      options.temperature(1);
    }
    set(temperature, options::temperature);
    set(topK, options::topK);
    set(topP, options::topP);
    set(minP, options::minP);
    set(typicalP, options::typicalP);
    set(repetitionPenalty, options::repetitionPenalty);
    set(frequencyPenalty, options::frequencyPenalty);
    set(presencePenalty, options::presencePenalty);
    set(penaltyTokens, options::penaltyTokens);
    set(logitBias, biases -> biases.forEach(bias -> options.logitBias(bias.token(), bias.bias())));
    set(seed, options::seed);
    set(maxTokens, options::maxTokens);
    set(stop, texts -> texts.forEach(options::stopString));
    set(stopTokens, tokens -> tokens.forEach(options::stopToken));
    set(logProbs, options::logProbs);
    try {
      return options.ignoreEos(ignoreEos).build();
    } catch (IllegalArgumentException e) {
      throw wrong(spelled(String.valueOf(e.getMessage())));
    }
  }

  /** Who narrows the choice, or names a seed, wants one: also of a model that is silent. */
  private boolean wantsChance() {
    return topK != null || topP != null || minP != null || typicalP != null || seed != null;
  }

  private static <T> void set(@Nullable T value, Consumer<T> option) {
    if (value != null) {
      option.accept(value);
    }
  }

  /** With topK as --top-k. */
  private static String spelled(String message) {
    return FIELD
        .matcher(message)
        .replaceAll(
            field -> "--" + field.group().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT));
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /** Of {@code ID=B}. */
  static final class BiasConverter implements ITypeConverter<Bias> {
    @Override
    public Bias convert(String value) {
      int equals = value.indexOf('=');
      try {
        String bias = value.substring(equals + 1);
        return new Bias(
            Integer.parseInt(value.substring(0, Math.max(0, equals))),
            bias.equals("-inf") ? Float.NEGATIVE_INFINITY : Float.parseFloat(bias));
      } catch (NumberFormatException e) {
        throw new TypeConversionException(
            "expected a token and what is added to its logit, such as 17=-2.5 or 17=-inf; was '%s'"
                .formatted(value));
      }
    }
  }
}
