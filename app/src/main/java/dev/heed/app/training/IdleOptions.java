package dev.heed.app.training;

import java.util.Collection;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Options that somebody gave although nothing reads them: who gave them expects an effect. */
public final class IdleOptions {
  private IdleOptions() {}

  /**
   * Refuses them.
   *
   * @param command that has them, after its arguments were parsed
   * @param names of options that nothing reads
   * @param why such as {@code is for --base none}
   * @throws ParameterException for the first that stands among the arguments
   */
  public static void refuse(CommandSpec command, Collection<String> names, String why) {
    for (String name : names) {
      if (command.commandLine().getParseResult().hasMatchedOption(name)) {
        throw new ParameterException(command.commandLine(), name + " " + why);
      }
    }
  }
}
