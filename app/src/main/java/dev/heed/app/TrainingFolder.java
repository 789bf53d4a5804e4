package dev.heed.app;

import dev.heed.engine.error.HeedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where what happens in a training is kept: beside the model's folder, not in it. */
final class TrainingFolder {
  private TrainingFolder() {}

  /** Makes {@code OUT-training}. */
  static Path of(HeedCommand command, Path out) {
    Path name = out.getFileName();
    if (name == null) {
      throw command.usage("--out must name a folder, was " + out);
    }
    Path folder = out.resolveSibling(name + "-training");
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new HeedException("%s: the folder cannot be made: %s".formatted(folder, e), e);
    }
  }
}
