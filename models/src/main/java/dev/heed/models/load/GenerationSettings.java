package dev.heed.models.load;

import dev.heed.models.checkpoint.ModelFiles;
import dev.heed.models.generate.SamplingOptions;
import dev.heed.models.spec.Config;
import dev.heed.models.spec.ModelException;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.DoubleFunction;

/**
 * What a model's files say about the texts that it generates.
 *
 * @param ends tokens that end an answer, as its configuration names them; the tokenizer may know
 *     more
 * @param sampling how its makers want tokens chosen: greedily where they do not say
 * @param chatTemplates what makes a prompt of a conversation
 */
public record GenerationSettings(
    SortedSet<Integer> ends, SamplingOptions sampling, ChatTemplateSources chatTemplates) {
  private static final String END = "eos_token_id";

  /** From the files beside the weights, or from those themselves. */
  static GenerationSettings of(ModelFiles files, Config config) {
    Optional<Config> written =
        files.file("generation_config.json").map(file -> new Config(file.origin(), file.json()));
    SortedSet<Integer> ends = new TreeSet<>();
    add(config.tokens(END), ends);
    Config text = config.part("text_config");
    if (text != null) {
      add(text.tokens(END), ends);
    }
    written.ifPresent(settings -> add(settings.tokens(END), ends));
    return new GenerationSettings(
        ends,
        written.map(GenerationSettings::sampling).orElse(SamplingOptions.GREEDY),
        ChatTemplateSources.of(files));
  }

  private static void add(int[] ids, SortedSet<Integer> ends) {
    for (int id : ids) {
      ends.add(id);
    }
  }

  /** As transformers has it: penalties count for the greedy choice, too. */
  private static SamplingOptions sampling(Config written) {
    SamplingOptions.Builder options = SamplingOptions.builder();
    set(written, "repetition_penalty", 1, options::repetitionPenalty);
    if (!written.flagOr("do_sample", false)) {
      return options.temperature(0).build();
    }
    set(written, "temperature", 1, options::temperature);
    int[] topK = written.wholeNumbers("top_k");
    options.topK(topK.length == 0 ? 50 : topK[0]);
    set(written, "top_p", 1, options::topP);
    set(written, "min_p", 0, options::minP);
    set(written, "typical_p", 1, options::typicalP);
    return options.build();
  }

  private static void set(
      Config written,
      String key,
      double otherwise,
      DoubleFunction<SamplingOptions.Builder> option) {
    double value = written.doubleOr(key, otherwise);
    try {
      option.apply(value).build();
    } catch (IllegalArgumentException e) {
      throw new ModelException(
          "%s: '%s' is %s, by which no token can be chosen: %s"
              .formatted(written.origin(), key, value, e.getMessage()),
          e);
    }
  }
}
