package dev.heed.models.load;

import dev.heed.models.checkpoint.GgufMetadata;
import dev.heed.models.checkpoint.ModelFiles;
import dev.heed.models.checkpoint.ModelResource;
import dev.heed.models.generate.SamplingOptions;
import dev.heed.models.spec.Config;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a model's files say about the texts that it generates.
 *
 * @param ends tokens that end an answer, as its configuration names them; the tokenizer may know
 *     more
 * @param sampling how its makers want tokens chosen: greedily where they do not say
 * @param chatTemplate what makes a prompt of a conversation, or null
 */
public record GenerationSettings(
    SortedSet<Integer> ends, SamplingOptions sampling, @Nullable String chatTemplate) {
  /** The longest in use have some 20 KB. */
  private static final int LONGEST_TEMPLATE = 1 << 20;

  private static final String END = "eos_token_id";

  /** From the files beside the weights, or from those themselves. */
  static GenerationSettings of(ModelFiles files, Config config) {
    Optional<Config> written =
        files.file("generation_config.json").map(file -> new Config(file.origin(), file.json()));
    SortedSet<Integer> ends = new TreeSet<>();
    add(config.wholeNumbers(END), ends);
    Config text = config.part("text_config");
    if (text != null) {
      add(text.wholeNumbers(END), ends);
    }
    written.ifPresent(settings -> add(settings.wholeNumbers(END), ends));
    return new GenerationSettings(
        ends,
        written.map(GenerationSettings::sampling).orElse(SamplingOptions.GREEDY),
        chatTemplate(files).orElse(null));
  }

  private static void add(int[] ids, SortedSet<Integer> ends) {
    for (int id : ids) {
      ends.add(id);
    }
  }

  private static SamplingOptions sampling(Config written) {
    if (!written.flagOr("do_sample", false)) {
      return SamplingOptions.GREEDY;
    }
    int[] topK = written.wholeNumbers("top_k");
    return SamplingOptions.builder()
        .temperature(written.doubleOr("temperature", 1))
        .topK(topK.length == 0 ? 50 : topK[0])
        .topP(written.doubleOr("top_p", 1))
        .minP(written.doubleOr("min_p", 0))
        .typicalP(written.doubleOr("typical_p", 1))
        .repetitionPenalty(written.doubleOr("repetition_penalty", 1))
        .build();
  }

  private static Optional<String> chatTemplate(ModelFiles files) {
    Optional<String> jinja = files.file("chat_template.jinja").map(GenerationSettings::text);
    if (jinja.isPresent()) {
      return jinja;
    }
    Optional<String> json =
        files.file("chat_template.json").map(ModelResource::json).flatMap(GenerationSettings::of);
    if (json.isPresent()) {
      return json;
    }
    Optional<String> config = files.tokenizerConfig().flatMap(GenerationSettings::of);
    return config.isPresent() ? config : files.ggufMetadata().flatMap(GenerationSettings::ofGguf);
  }

  private static String text(ModelResource file) {
    return new String(file.bytes(LONGEST_TEMPLATE), StandardCharsets.UTF_8);
  }

  private static Optional<String> ofGguf(GgufMetadata metadata) {
    return metadata.string("tokenizer.chat_template");
  }

  /** A text, or a list of named ones, of which the default one is taken. */
  private static Optional<String> of(JsonNode settings) {
    JsonNode template = settings.path("chat_template");
    if (template.isString()) {
      return Optional.of(template.stringValue());
    }
    for (JsonNode one : template) {
      if (one.path("name").asString("").equals("default") && one.path("template").isString()) {
        return Optional.of(one.path("template").stringValue());
      }
    }
    return Optional.empty();
  }
}
