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
      "A line as below in ~/.bashrc or ~/.zshrc has it always. With --json an object holds the"
          + " shell's name and the script.",
      "",
      "Computes nothing: the options about backends change nothing here."
    },
    footer = {
      "@|bold Examples|@",
      "  source <(heed completion bash)",
      "  source <(heed completion zsh)"
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
    String script = AutoComplete.bash("heed", Heed.commandLine(List.of(), messages()));
    if (json) {
      jsonLines()
          .writeObject(fields -> {
            fields.writeStringProperty("shell", shell.name());
            fields.writeStringProperty("script", script);
          });
    } else {
      console().out().text(script);
    }
  }
}
