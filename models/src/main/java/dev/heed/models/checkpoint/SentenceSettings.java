package dev.heed.models.checkpoint;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a model's token vectors become the vector of a text, as sentence-transformers writes it
 * beside the model ({@code modules.json} and what it names).
 *
 * @param pooling one kind, or several whose results are put one behind the other
 * @param normalize whether the result gets length 1
 * @param maxTokens the longest input, special tokens included; a longer one is cut
 * @param lowercase whether texts are put into lower case before the tokenizer sees them
 * @param includePrompt whether the tokens of a prompt take part in pooling
 * @param prompts texts to put before an input, by name, such as {@code query}
 * @param defaultPrompt the name of the one that is used unless another is asked for
 * @param otherModules types of further modules, such as {@code Dense}: without them the vectors are
 *     not the model's
 * @param dense the only further module, where that is a Dense behind the pooling whose weights are
 *     there; it is among {@code otherModules} all the same
 */
public record SentenceSettings(
    List<Pooling> pooling,
    boolean normalize,
    OptionalInt maxTokens,
    boolean lowercase,
    boolean includePrompt,
    Map<String, String> prompts,
    Optional<String> defaultPrompt,
    List<String> otherModules,
    Optional<Dense> dense) {

  /** A module that is Heed's own: columns beside the texts. It lies in a file of the root. */
  public static final String TABLE = "heed.TableColumns";

  /**
   * A dense layer behind the pooling, with nothing behind it. Its weights lie beside those of the
   * Transformer, in the folder {@code 2_Dense}: their names begin so.
   *
   * @param in features that it takes
   * @param out features that it gives
   * @param bias whether it adds one
   * @param activation name of the class, such as {@code torch.nn.modules.linear.Identity}
   */
  public record Dense(int in, int out, boolean bias, String activation) {
    /** The name of no activation. */
    public static final String IDENTITY = "torch.nn.modules.linear.Identity";

    /** What the names of its tensors begin with, whatever its folder is called. */
    static final String PREFIX = "2_Dense.";
  }

  /** How many vectors become one. */
  public enum Pooling {
    CLS("cls"),
    MEAN("mean"),
    MAX("max"),
    MEAN_SQRT_LENGTH("mean_sqrt_len_tokens"),
    WEIGHTED_MEAN("weightedmean"),
    LAST("lasttoken");

    private final String key;

    Pooling(String key) {
      this.key = key;
    }

    /** The name in {@code pooling_mode}. */
    String key() {
      return key;
    }

    /** The name of the older flag {@code pooling_mode_…}. */
    String flag() {
      return switch (this) {
        case CLS -> "pooling_mode_cls_token";
        case MEAN -> "pooling_mode_mean_tokens";
        case MAX -> "pooling_mode_max_tokens";
        case MEAN_SQRT_LENGTH -> "pooling_mode_mean_sqrt_len_tokens";
        case WEIGHTED_MEAN -> "pooling_mode_weightedmean_tokens";
        case LAST -> "pooling_mode_lasttoken";
      };
    }
  }

  public SentenceSettings {
    pooling = List.copyOf(pooling);
    prompts = ImmutableMap.copyOf(prompts);
    otherModules = List.copyOf(otherModules);
  }
}
