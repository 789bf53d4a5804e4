package dev.heed.app;

import dev.heed.app.console.Console;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code heed completion}: a script that teaches the shell our commands and options. */
@Command(
    name = "completion",
    header = "Print a script that completes commands and options in bash or zsh.",
    description = {
      "@|bold Bash:|@ source <(heed completion bash)",
      "@|bold Zsh:|@  source <(heed completion zsh)",
      "",
      "Put that line into ~/.bashrc or ~/.zshrc to have it always."
    })
final class CompletionCommand extends HeedCommand {
  enum Shell {
    bash,
    zsh
  }

  @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
  Shell shell;

  CompletionCommand(Console console) {
    super(console);
  }

  @Override
  void run() {
    // One script serves both: in zsh it switches bash's completion on first.
    console().out().text(AutoComplete.bash("heed", Heed.commandLine(List.of(), messages())));
  }
}
