package dev.heed.app.training;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The column of texts, or two whose texts go together. */
public final class TextColumnFlags {
  @Spec(Spec.Target.MIXEE)
  CommandSpec spec;

  @Option(
      names = "--text-column",
      order = 5,
      paramLabel = "NAME",
      defaultValue = "text",
      description =
          "The column of texts; ${DEFAULT-VALUE} where none is given. Twice for two texts that go"
              + " together.")
  List<String> names;

  /**
   * Their names.
   *
   * @throws ParameterException when there are more than two
   */
  public List<String> names() {
    if (names.size() > 2) {
      throw new ParameterException(
          spec.commandLine(),
          "--text-column is given %d times; it takes one column, or two that go together"
              .formatted(names.size()));
    }
    return names;
  }
}
