package dev.heed.app;

import java.util.Comparator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The line that says how a command is called: all that it cannot do without, in a good order. */
final class Synopsis {
  private Synopsis() {}

  /** Such as {@code heed search QUERY --in FILE… [OPTIONS]}. */
  static String of(CommandSpec command) {
    Stream<String> positional =
        command.positionalParameters().stream()
            .map(one -> one.required() ? label(one) : "[" + label(one) + "]");
    Stream<String> options =
        command.options().stream()
            .filter(option -> option.required() && option.group() == null)
            .sorted(Comparator.comparingInt(OptionSpec::order))
            .map(option -> option.longestName() + " " + label(option));
    return Stream.of(
            Stream.of(command.qualifiedName()), positional, options, Stream.of("[OPTIONS]"))
        .flatMap(part -> part)
        .collect(Collectors.joining(" "));
  }

  private static String label(ArgSpec argument) {
    return argument.paramLabel() + (argument.arity().max() > 1 ? "…" : "");
  }
}
