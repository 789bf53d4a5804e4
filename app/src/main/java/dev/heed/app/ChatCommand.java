package dev.heed.app;

import dev.heed.app.chat.Conversation;
import dev.heed.app.console.AnswerText;
import dev.heed.app.console.Console;
import dev.heed.app.console.Interrupts;
import dev.heed.app.flags.GeneratorFlags;
import dev.heed.app.flags.ModelFlag;
import dev.heed.app.flags.SamplingFlags;
import dev.heed.app.io.Inputs;
import dev.heed.app.io.JsonLines;
import dev.heed.app.io.Utf8Lines;
import dev.heed.app.report.AnswerJson;
import dev.heed.app.report.AnswerNote;
import dev.heed.engine.Backend;
import dev.heed.engine.Compute;
import dev.heed.engine.error.HeedException;
import dev.heed.models.TextGenerator;
import dev.heed.models.chat.ChatOptions;
import dev.heed.models.generate.FinishReason;
import dev.heed.models.generate.GenerationResult;
import dev.heed.models.generate.SamplingOptions;
import dev.heed.models.generate.TokenStream;
import dev.heed.models.spec.ModelException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heed chat}: a conversation with a language model, a line a turn. */
@Command(
    name = "chat",
    header = "Talk with a language model.",
    description = {
      "Each line of the standard input is a turn, and the answer appears as it comes; earlier turns"
          + " are not computed again. The prompt is made by the model's own chat template. A pipe"
          + " will do as well as a terminal; with --json there is an object for each answer, as"
          + " 'heed generate' has it.",
      "",
      "@|bold /clear|@       forget all turns",
      "@|bold /regenerate|@  answer the last turn again",
      "@|bold /help|@        show these",
      "@|bold /exit|@        end, as Ctrl-D does",
      "",
      "Ctrl-C stops an answer, of which the model remembers what there is. A second Ctrl-C, at the"
          + " prompt, ends with exit code 130."
    },
    footer = {
      "@|bold Examples|@",
      "  heed chat model.gguf",
      "  heed chat model.gguf --system \"You answer in rhymes.\" --temperature 0.7",
      "  echo \"Why is the sky blue?\" | heed chat model.gguf --json | jq -r .text"
    })
final class ChatCommand extends HeedCommand {
  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description = "A GGUF file, a folder as Hugging Face has it, or ORG/MODEL that was pulled.")
  String model;

  @Option(
      names = "--system",
      paramLabel = "TEXT",
      description = "What the model is told beforehand; what its template says otherwise.")
  @Nullable String system;

  @Mixin SamplingFlags sampling;
  @Mixin GeneratorFlags generation;

  ChatCommand(Console console) {
    super(console);
  }

  @Override
  void run() {
    sampling.check(json);
    generation.check();
    try (Backend backend = backendFlags.openOr(Compute.FAST);
        TextGenerator generator =
            TextGenerator.load(ModelFlag.checked(model), generation.options(backend))) {
      if (!generator.canChat()) {
        throw new ModelException(
            "model '%s' brings no chat template; 'heed generate' continues texts with it"
                .formatted(generator.model().name()));
      }
      SamplingOptions options =
          sampling.over(generator.defaults(), generator.model().spec().vocabulary());
      ChatInterrupts stops = new ChatInterrupts(console(), isPrompted());
      Conversation conversation = new Conversation(system);
      try (Interrupts _ = Interrupts.to(stops);
          Utf8Lines lines = inputs().lines(Inputs.STDIN)) {
        talk(generator, conversation, options, lines, stops);
      }
    }
  }

  private void talk(
      TextGenerator generator,
      Conversation conversation,
      SamplingOptions options,
      Utf8Lines lines,
      ChatInterrupts stops) {
    if (isPrompted()) {
      messages().note("/help shows the commands, /exit or Ctrl-D ends");
    }
    JsonLines objects = jsonLines();
    for (String line = next(lines); line != null; line = next(lines)) {
      stops.lineCame();
      switch (line.strip()) {
        case "/exit" -> {
          return;
        }
        case "/clear" -> conversation.clear();
        case "/help" -> help();
        case "/regenerate" -> {
          if (conversation.takeBack()) {
            answer(generator, conversation, options, objects, stops);
          } else {
            messages().warning("there is no answer yet");
          }
        }
        case "" -> {}
        case String text when isPrompted() && text.matches("/[a-z]+") ->
            messages().warning("%s is no command; /help shows them".formatted(text));
        case String text -> {
          conversation.ask(text);
          answer(generator, conversation, options, objects, stops);
        }
      }
    }
    if (isPrompted()) {
      console().err().line("");
      console().err().flush();
    }
  }

  private void answer(
      TextGenerator generator,
      Conversation conversation,
      SamplingOptions options,
      JsonLines objects,
      ChatInterrupts stops) {
    GenerationResult answer;
    stops.expect();
    try (TokenStream stream =
        generator.streamChat(conversation.turns(), ChatOptions.DEFAULT, options)) {
      stops.begin(stream);
      answer = json ? stream.result() : printed(stream);
    } catch (HeedException e) {
      // A template's refusal, a full cache: none of them ends a conversation that can go on.
      if (!isPrompted()) {
        throw e;
      }
      conversation.takeBack();
      messages().warning(e.getMessage() + "; /clear begins anew");
      return;
    } finally {
      stops.end();
    }
    conversation.answer(answer.text());
    if (json) {
      objects.writeObject(fields -> new AnswerJson(fields).write(answer, options.logProbs() > 0));
      console().out().flush();
    } else if (debug || isPrompted()) {
      String cut = answer.finish() == FinishReason.LENGTH ? ", cut there" : "";
      messages().note(AnswerNote.of(answer.timings()) + cut);
    }
  }

  private GenerationResult printed(TokenStream stream) {
    AnswerText text = new AnswerText(console());
    GenerationResult answer = stream.read(token -> text.add(token.text()));
    text.end();
    return answer;
  }

  private @Nullable String next(Utf8Lines lines) {
    if (isPrompted()) {
      ChatInterrupts.prompt(console());
    }
    return lines.next();
  }

  private void help() {
    messages().note("/clear forgets all turns, /regenerate answers the last one again, /exit ends");
  }

  /** Whether a person types, and sees what is asked. */
  private boolean isPrompted() {
    return !json && console().terminal().in() && console().terminal().err();
  }
}
