package dev.heed.app.flags;

import dev.heed.engine.Backend;
import dev.heed.models.ModelOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How much of a text a model sees. */
public final class PlainModelFlags {
  @Spec(Spec.Target.MIXEE)
  CommandSpec spec;

  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      order = 71,
      description = "Texts are cut to N tokens; the model's own limit otherwise.")
  @Nullable Integer maxTokens;

  /** For a model on that backend, with a batch at once on each of its threads. */
  public ModelOptions options(Backend open) {
    if (maxTokens != null && maxTokens < 1) {
      throw new ParameterException(
          spec.commandLine(), "--max-tokens must be at least 1, was " + maxTokens);
    }
    return ModelOptions.DEFAULT
        .withBackend(open)
        .withMaxTokens(maxTokens == null ? 0 : maxTokens)
        .withConcurrency(Math.max(1, open.options().threads()));
  }
}
