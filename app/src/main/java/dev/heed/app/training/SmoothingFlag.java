package dev.heed.app.training;

import picocli.CommandLine.Option;

/** How much of the certainty of labels is not believed. */
public final class SmoothingFlag {
  @Option(
      names = "--smoothing",
      order = 29,
      paramLabel = "P",
      defaultValue = "0",
      description = "Label smoothing; ${DEFAULT-VALUE} where nothing is given.")
  float smoothing;
}
