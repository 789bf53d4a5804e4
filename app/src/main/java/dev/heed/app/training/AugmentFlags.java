package dev.heed.app.training;

import dev.heed.models.data.Augmentation;
import dev.heed.models.data.Synonyms;
import dev.heed.models.data.TextChange;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How training texts are changed, each epoch otherwise. */
public final class AugmentFlags {
  private static final String SYNONYMS = "synonyms";

  @Spec(Spec.Target.MIXEE)
  CommandSpec spec;

  @Option(
      names = "--augment",
      order = 27,
      split = ",",
      paramLabel = "CHANGE=P",
      description =
          "Change the texts that are learned from, each epoch otherwise, with chance P a word: drop,"
              + " swap (with the next), typo, synonyms; several with commas between, such as"
              + " drop=0.1,typo=0.05.")
  Map<String, Double> changes = new LinkedHashMap<>();

  @Option(
      names = "--synonyms",
      order = 27,
      paramLabel = "FILE",
      description =
          "For --augment synonyms=P: words of one meaning a line, with commas between them.")
  @Nullable Path synonyms;

  /** The changes in their order. */
  public Augmentation augmentation(long seed) {
    if (synonyms != null && !changes.containsKey(SYNONYMS)) {
      throw usage("--synonyms is for --augment synonyms=P, which was not given");
    }
    List<TextChange> all =
        changes.entrySet().stream().map(e -> change(e.getKey(), e.getValue())).toList();
    return new Augmentation(all, seed);
  }

  private TextChange change(String name, double rate) {
    if (!(rate >= 0 && rate <= 1)) {
      throw usage("--augment: the chance of %s must be from 0 to 1, was %s".formatted(name, rate));
    }
    return switch (name) {
      case "drop" -> new TextChange.Drop(rate);
      case "swap" -> new TextChange.Swap(rate);
      case "typo" -> new TextChange.Typo(rate);
      case SYNONYMS -> {
        if (synonyms == null) {
          throw usage("--augment synonyms=P needs --synonyms FILE");
        }
        yield new TextChange.Replace(rate, Synonyms.load(synonyms));
      }
      default ->
          throw usage("--augment: expected drop, swap, typo or synonyms, was '%s'".formatted(name));
    };
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
