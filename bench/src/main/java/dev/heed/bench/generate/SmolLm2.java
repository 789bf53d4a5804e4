package dev.heed.bench.generate;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * SmolLM2-135M-Instruct as GGUF files, one for each quantization.
 *
 * @param folder that holds them
 */
record SmolLm2(Path folder) {
  /** The environment variable that names the folder. */
  static final String VARIABLE = "HEED_BENCH_SMOLLM2";

  /** In the order of the table. */
  static final List<String> QUANTIZATIONS = List.of("Q4_0", "Q4_1", "Q8_0");

  private static final String WANTED =
      """
      %s must name a folder with SmolLM2-135M-Instruct, but %s. Expected there:
        smollm2-135m-instruct-q4_1.gguf                                    as it is published
        smollm2-135m-instruct-q4_0.gguf, smollm2-135m-instruct-q8_0.gguf   made of it by bench/peers/quantize.py
      CONTRIBUTING.md says how to get them.\
      """;

  /** The file of a quantization. */
  Path file(String quantization) {
    return folder.resolve(
        "smollm2-135m-instruct-%s.gguf".formatted(quantization.toLowerCase(Locale.ROOT)));
  }

  /**
   * What is not as it must be, with what to do about it; empty where all is there.
   *
   * @param folder what {@link #VARIABLE} says, or empty
   * @param quantizations that are wanted
   */
  static Optional<String> missing(String folder, Collection<String> quantizations) {
    if (folder.isEmpty()) {
      return Optional.of(WANTED.formatted(VARIABLE, "it is not set"));
    }
    SmolLm2 model = new SmolLm2(Path.of(folder));
    return quantizations.stream()
        .map(model::file)
        .filter(file -> !Files.isReadable(file))
        .findFirst()
        .map(file ->
            WANTED.formatted(
                VARIABLE, "%s holds no readable %s".formatted(folder, file.getFileName())));
  }
}
