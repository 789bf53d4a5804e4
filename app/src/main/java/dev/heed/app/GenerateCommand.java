package dev.heed.app;

import dev.heed.app.console.AnswerText;
import dev.heed.app.console.Console;
import dev.heed.app.console.Interrupts;
import dev.heed.app.flags.GeneratorFlags;
import dev.heed.app.flags.ModelFlag;
import dev.heed.app.flags.SamplingFlags;
import dev.heed.app.flags.TokenIds;
import dev.heed.app.io.Inputs;
import dev.heed.app.report.AnswerJson;
import dev.heed.app.report.AnswerNote;
import dev.heed.engine.Backend;
import dev.heed.engine.Compute;
import dev.heed.models.TextGenerator;
import dev.heed.models.generate.FinishReason;
import dev.heed.models.generate.GenerationResult;
import dev.heed.models.generate.SamplingOptions;
import dev.heed.models.generate.TokenStream;
import dev.heed.models.tokenizer.EncodeOptions;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heed generate}: what a language model makes of the beginning of a text. */
@Command(
    name = "generate",
    header = "Continue a text with a language model.",
    description = {
      "Prints the text as it comes, without the prompt. Tokens are chosen as the model's makers say"
          + " (generation_config.json): always the best one where they say nothing, or with"
          + " --greedy. Who gives --top-k, --top-p, --min-p, --typical-p or --seed for such a model"
          + " and no --temperature gets temperature 1.",
      "",
      "Special tokens that the model writes are printed by their names, the one that ends the answer"
          + " is not.",
      "",
      "Ctrl-C ends the answer: what there is of it is printed, and the exit code is 130.",
      "",
      "With --json one object at the end: {\"promptIds\":[…],\"ids\":[…],\"text\":\"…\","
          + "\"logProbs\":[…],\"finish\":\"length|stop|eos\",\"timings\":{…},\"seed\":…}. Its ids"
          + " hold the token that ended it, its text does not; logProbs are natural logarithms in"
          + " the model's own distribution; after Ctrl-C finish is cancelled."
    },
    footer = {
      "@|bold Examples|@",
      "  heed generate model.gguf \"The capital of France is\" --max-tokens 20",
      "  heed generate model.gguf \"Once upon a time\" --temperature 0.8 --seed 1",
      "  heed generate model.gguf --prompt-ids \"1 2 3\" --greedy -n 64 --json",
      "  git diff | heed generate model.gguf - --context 8192 --stop \"The end\""
    })
final class GenerateCommand extends HeedCommand {
  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description =
          "A GGUF file, a folder as Hugging Face has it, a llama2.c file, or ORG/MODEL that was"
              + " pulled.")
  String model;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "PROMPT",
      description = "The text to continue; - for the standard input.")
  @Nullable String prompt;

  @Option(
      names = {"-f", "--prompt-file"},
      paramLabel = "FILE",
      description =
          "The prompt is this file, UTF-8. Of a file, and of the standard input, the last line end"
              + " is no part of the prompt.")
  @Nullable String file;

  @Option(
      names = "--prompt-ids",
      paramLabel = "IDS",
      description = "The prompt's token ids, taken as they are, instead of a text.")
  @Nullable String ids;

  @Option(
      names = "--parse-special",
      description = "Take '<|im_end|>' and its like in the prompt for the special token it names.")
  boolean parseSpecial;

  @Mixin SamplingFlags sampling;
  @Mixin GeneratorFlags generation;

  GenerateCommand(Console console) {
    super(console);
  }

  @Override
  void run() {
    if (Stream.of(prompt, file, ids).filter(Objects::nonNull).count() != 1) {
      throw usage("give one of PROMPT, --prompt-file and --prompt-ids");
    }
    if (ids != null && parseSpecial) {
      throw usage("--parse-special is for a text; token ids name special tokens by themselves");
    }
    sampling.check(json);
    generation.check();
    int[] given = ids == null ? null : TokenIds.of("--prompt-ids", ids, spec.commandLine());
    String text = given == null ? text() : "";
    try (Backend backend = backendFlags.openOr(Compute.FAST);
        TextGenerator generator =
            TextGenerator.load(ModelFlag.checked(model), generation.options(backend))) {
      answer(generator, given == null ? encoded(generator, text) : given);
    }
  }

  private String text() {
    if (prompt != null && !prompt.equals(Inputs.STDIN)) {
      return prompt;
    }
    return readPrompt(file == null ? Inputs.STDIN : file);
  }

  private int[] encoded(TextGenerator generator, String text) {
    int[] encoded =
        parseSpecial
            ? generator
                .tokenizer()
                .encode(text, EncodeOptions.DEFAULT.unlimited().parsingSpecial())
                .ids()
            : generator.ids(text);
    if (encoded.length == 0) {
      throw usage("the prompt is empty, and the model has no token that begins texts");
    }
    return encoded;
  }

  private void answer(TextGenerator generator, int[] promptIds) {
    SamplingOptions options =
        sampling.over(generator.defaults(), generator.model().spec().vocabulary());
    GenerationResult answer;
    try (TokenStream stream = generator.stream(promptIds, options);
        Interrupts _ = Interrupts.to(new StopRequest(stream))) {
      answer = json ? stream.result() : printed(stream);
    }
    if (answer.promptIds().length < promptIds.length) {
      messages()
          .warning(
              "the prompt of %,d tokens was cut to its last %,d"
                  .formatted(promptIds.length, answer.promptIds().length));
    }
    if (json) {
      jsonLines()
          .writeObject(fields -> new AnswerJson(fields).write(answer, options.logProbs() > 0));
    } else if (debug || console().terminal().err()) {
      messages().note(AnswerNote.of(answer.timings()));
    }
    if (answer.finish() == FinishReason.CANCELLED) {
      throw new StoppedException();
    }
  }

  private GenerationResult printed(TokenStream stream) {
    AnswerText text = new AnswerText(console());
    GenerationResult answer = stream.read(token -> text.add(token.text()));
    text.end();
    return answer;
  }
}
