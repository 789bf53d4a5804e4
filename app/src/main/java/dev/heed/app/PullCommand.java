package dev.heed.app;

import dev.heed.app.console.Console;
import dev.heed.app.io.FileException;
import dev.heed.app.report.PullJson;
import dev.heed.app.report.PullText;
import dev.heed.models.hub.HubException;
import dev.heed.models.hub.HubSettings;
import dev.heed.models.hub.ModelHub;
import dev.heed.models.hub.ModelReference;
import dev.heed.models.hub.PullRequest;
import dev.heed.models.hub.PullResult;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heed pull}: a model from a hub into the cache that Python's huggingface_hub keeps. */
@Command(
    name = "pull",
    header = "Download a model from Hugging Face, or a hub like it.",
    description = {
      "Takes what Heed can use: settings, tokenizer, and the weights in one form, safetensors before"
          + " GGUF before ONNX. Prints where the model is then: its folder, or the GGUF file."
          + " Afterwards ORG/MODEL is its name in every command; without a pull nothing is ever"
          + " downloaded.",
      "",
      "Of a repository with many GGUF files one must be named: ORG/MODEL:FILE.gguf, or"
          + " ORG/MODEL/FILE.gguf, or behind a colon a part of its name, ORG/MODEL:Q4_K_M. All parts"
          + " of a split one come along.",
      "",
      "A download that was cut, by Ctrl-C too, goes on with the next pull. Each file's hash is"
          + " checked before it gets its name. The cache is shared with Python: HF_HUB_CACHE, or"
          + " HF_HOME/hub, or ~/.cache/huggingface/hub. HF_ENDPOINT names another hub, HF_TOKEN"
          + " your token for private and gated models, HF_HUB_OFFLINE=1 allows no request.",
      "",
      "Computes nothing: the options about backends change nothing here."
    },
    footer = {
      "@|bold Examples|@",
      "  heed pull sentence-transformers/all-MiniLM-L6-v2",
      "  heed embed --model sentence-transformers/all-MiniLM-L6-v2 texts.txt",
      "  heed pull bartowski/SmolLM2-135M-Instruct-GGUF:Q4_K_M",
      "  heed inspect \"$(heed pull -q BAAI/bge-small-en-v1.5 --revision main)\"",
      "  heed pull ORG/MODEL --include '*.json' --include 'onnx/*'"
    })
final class PullCommand extends HeedCommand {
  @Parameters(
      index = "0",
      paramLabel = "ORG/MODEL",
      description = "The repository on the hub, or a file of it.")
  String model;

  @Option(
      names = "--revision",
      paramLabel = "NAME",
      defaultValue = "main",
      description = "A branch, a tag or a commit; ${DEFAULT-VALUE} where none is given.")
  String revision;

  @Option(
      names = "--include",
      paramLabel = "GLOB",
      description = "Take the files that match, and no others; may be given more than once.")
  @Nullable List<String> include;

  @Option(
      names = "--exclude",
      paramLabel = "GLOB",
      description = "Leave out the files that match; may be given more than once.")
  @Nullable List<String> exclude;

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description = "Keep models there instead of in the cache that the environment names.")
  @Nullable String cache;

  @Option(names = "--force", description = "Download again what is there, and replace it.")
  boolean force;

  PullCommand(Console console) {
    super(console);
  }

  @Override
  void run() {
    PullRequest request = request();
    HubSettings settings = HubSettings.of(console().environment());
    if (cache != null) {
      settings = settings.withCache(FileException.path(cache));
    }
    PullText text = new PullText(messages(), this::progressOfBytes);
    try (ModelHub hub = new ModelHub(settings);
        text) {
      PullResult result = hub.pull(request, text);
      text.finished(result);
      if (json) {
        jsonLines().writeObject(fields -> new PullJson(fields).write(result));
      } else {
        console().out().line(result.plan().model().toString());
      }
    }
  }

  private PullRequest request() {
    try {
      PullRequest request =
          PullRequest.of(ModelReference.of(model))
              .at(revision)
              .with(include == null ? List.of() : include, exclude == null ? List.of() : exclude);
      return force ? request.forced() : request;
    } catch (HubException e) {
      throw usage(String.valueOf(e.getMessage()));
    }
  }
}
