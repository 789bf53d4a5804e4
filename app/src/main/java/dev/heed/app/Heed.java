package dev.heed.app;

import dev.heed.app.console.Console;
import dev.heed.app.console.LogLines;
import dev.heed.app.io.Inputs;
import dev.heed.app.report.ExitCode;
import dev.heed.app.report.Messages;
import dev.heed.app.report.Version;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The {@code heed} command line. Exit codes are {@link ExitCode}; results go to the standard
 * output, everything else to the standard error.
 */
@Command(
    name = "heed",
    versionProvider = Version.class,
    header = "Transformers in Java: semantic search, embeddings, language models, a look inside.",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%n@|bold Commands|@%n",
    footer = {
      "@|bold First steps|@",
      "  heed search \"I want my money back\" --in examples/faq.txt",
      "  heed similarity \"a happy dog\" \"a cheerful puppy\"",
      "  heed backends",
      "",
      "'heed COMMAND --help' shows options and examples. Where a command takes a MODEL, that is the"
          + " name of a built-in model (all-minilm-l6-v2), a folder as Hugging Face has it, an"
          + " .onnx, .safetensors or .gguf file, or ORG/MODEL as 'heed pull' brought it."
    })
public final class Heed implements Runnable {
  /** In the order of the help. Made when asked for: a run loads the classes of its own command. */
  private static final SequencedMap<String, Function<Console, HeedCommand>> COMMANDS = commands();

  @Spec CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version and exit.")
  boolean version;

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.setProperty("java.awt.headless", "true"); // Pictures are files; no screen is needed.
    System.exit(run(Arguments.asUtf8(args), Console.ofProcess()));
  }

  /** Runs one command on these streams and returns its exit code. */
  static int run(List<String> arguments, Console console) {
    // A process's choice, so that numbers look alike in every message, the engine's too. Files
    // would else get the digits of ar-EG, and 1,000 would be 1.000 in German.
    Locale.setDefault(Locale.ROOT);
    Messages messages = Messages.of(arguments, console);
    try {
      SettingsFile settings =
          isTask(arguments)
              ? SettingsFile.of(arguments, new Inputs(console.in()))
              : SettingsFile.NONE;
      messages = Messages.of(settings.withThoseOfMessages(arguments), console);
      LogLines.to(messages::log, messages.debug() ? Level.DEBUG : Level.WARNING);
      CommandLine line = commandLine(arguments, messages);
      int code = line.execute(settings.expanded(arguments, line).toArray(String[]::new));
      console.out().flush();
      console.err().flush();
      return code;
    } catch (RuntimeException | OutOfMemoryError e) {
      // What is thrown before picocli begins, and what it lets through: a flush that failed, and
      // errors, which it does not catch.
      return Failures.report(e, messages).code();
    }
  }

  /** What is trained may be said in a file. */
  private static boolean isTask(List<String> arguments) {
    return arguments.size() > 1
        && arguments.get(0).equals("train")
        && TrainCommand.tasks().containsKey(arguments.get(1));
  }

  /** Without a command there is nothing to do but to say which there are. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "no command was given");
  }

  /** The parser with every command, or with that one alone which the first argument names. */
  static CommandLine commandLine(List<String> arguments, Messages messages) {
    CommandLine line = new CommandLine(new Heed());
    Function<Console, HeedCommand> named =
        arguments.isEmpty() ? null : COMMANDS.get(arguments.getFirst());
    if (named == null) {
      COMMANDS.values().forEach(maker -> line.addSubcommand(maker.apply(messages.console())));
    } else {
      line.addSubcommand(named.apply(messages.console()));
    }
    CommandLine train = line.getSubcommands().get("train");
    if (train != null) {
      TrainCommand.tasks()
          .values()
          .forEach(maker -> train.addSubcommand(maker.apply(messages.console())));
    }
    arrange(line.getCommandSpec().usageMessage());
    addExitCodes(line.getCommandSpec().usageMessage());
    for (CommandLine command : line.getSubcommands().values()) {
      arrange(command);
    }
    return configured(line, messages);
  }

  private static void arrange(CommandLine command) {
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();
    arrange(usage);
    if (command.getSubcommands().isEmpty()) {
      usage.customSynopsis(Synopsis.of(command.getCommandSpec()));
    }
    command.getSubcommands().values().forEach(Heed::arrange);
  }

  private static CommandLine configured(CommandLine line, Messages messages) {
    Console console = messages.console();
    Ansi ansi = console.style().isColoured() ? Ansi.ON : Ansi.OFF;
    return line.setOut(console.outWriter())
        .setErr(console.errWriter())
        .setColorScheme(CommandLine.Help.defaultColorScheme(ansi))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpWidth(Math.clamp(console.terminal().width(), 80, 110))
        .setParameterExceptionHandler((e, args) -> misused(e, args, messages))
        .setExecutionExceptionHandler((e, command, parsed) -> Failures.report(e, messages).code());
  }

  private static SequencedMap<String, Function<Console, HeedCommand>> commands() {
    SequencedMap<String, Function<Console, HeedCommand>> commands = new LinkedHashMap<>();
    commands.put("search", SearchCommand::new);
    commands.put("rerank", RerankCommand::new);
    commands.put("similarity", SimilarityCommand::new);
    commands.put("embed", EmbedCommand::new);
    commands.put("classify", ClassifyCommand::new);
    commands.put("train", TrainCommand::new);
    commands.put("evaluate", EvaluateCommand::new);
    commands.put("predict", PredictCommand::new);
    commands.put("generate", GenerateCommand::new);
    commands.put("chat", ChatCommand::new);
    commands.put("perplexity", PerplexityCommand::new);
    commands.put("tokenize", TokenizeCommand::new);
    commands.put("trace", TraceCommand::new);
    commands.put("inspect", InspectCommand::new);
    commands.put("pull", PullCommand::new);
    commands.put("backends", BackendsCommand::new);
    commands.put("completion", CompletionCommand::new);
    return Collections.unmodifiableSequencedMap(commands);
  }

  /** The same parts under the same headings for every command, its own options first. */
  private static void arrange(UsageMessageSpec usage) {
    usage
        .abbreviateSynopsis(true)
        .sortOptions(false)
        .synopsisHeading("%nUsage: ")
        .descriptionHeading(usage.description().length == 0 ? "" : "%n")
        .parameterListHeading("%n@|bold Arguments|@%n")
        .optionListHeading("%n@|bold Options|@%n")
        .footerHeading("%n");
  }

  private static void addExitCodes(UsageMessageSpec usage) {
    SequencedMap<String, String> codes = new LinkedHashMap<>();
    for (ExitCode code : ExitCode.values()) {
      codes.put(String.valueOf(code.code()), code.meaning());
    }
    usage.exitCodeListHeading("%n@|bold Exit codes|@%n").exitCodeList(codes);
  }

  private static int misused(ParameterException e, String[] args, Messages messages) {
    CommandLine command = e.getCommandLine();
    String text = String.valueOf(e.getMessage());
    if (e instanceof UnmatchedArgumentException unmatched
        && !unmatched.getSuggestions().isEmpty()) {
      text += "; did you mean " + unmatched.getSuggestions().getFirst() + "?";
    }
    String name = command.getCommandSpec().qualifiedName();
    if (e instanceof MissingParameterException missing && isSwallowed(missing, args)) {
      text += "; --in takes every name behind it, so what is no file stands before it";
    }
    messages.error("%s; see '%s --help'".formatted(text, name), ExitCode.USAGE, e);
    return ExitCode.USAGE.code();
  }

  /** Whether {@code --in} may have taken the argument that is missing. */
  private static boolean isSwallowed(MissingParameterException e, String[] args) {
    return e.getMissing().stream().anyMatch(ArgSpec::isPositional)
        && (Arrays.asList(args).contains("--in") || Arrays.asList(args).contains("-i"));
  }
}
