package dev.heed.models;

import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.Compute;
import dev.heed.models.checkpoint.MappedFiles;
import dev.heed.models.generate.SamplingOptions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A program: a thousand short answers of a small model, then some of a larger one, with fast
 * arithmetic; after each stage it prints what is held: tensor memory of the backend, heap after a
 * collection, the process in physical memory now and at most, and how much of the larger model's
 * file is, all in bytes.
 */
public final class GeneratorMemory {
  /** Small next to what is looked at; the larger model has some more. */
  private static final int SMALL_CONTEXT = 256;

  private static final int TENTHS = 10;
  private static final int TOKENS = 8;

  private static final Backend BACKEND =
      InstalledBackends.openAny(BackendOptions.DEFAULT.withCompute(Compute.FAST).withThreads(2));

  private GeneratorMemory() {}

  /** The small model, its answers, the larger model, its answers and context. */
  public static void main(String[] arguments) throws IOException {
    Path large = Path.of(arguments[2]);
    try (TextGenerator generator = load(Path.of(arguments[0]), SMALL_CONTEXT)) {
      int answers = Integer.parseInt(arguments[1]);
      for (int a = 1; a <= answers; a++) {
        answer(generator, prompt(a), TOKENS);
        if (a % (answers / TENTHS) == 0) {
          print("small", large);
        }
      }
    }
    print("small closed", large);
    try (TextGenerator generator = load(large, Integer.parseInt(arguments[4]))) {
      print("loaded", large);
      answer(generator, "word ".repeat(300), TOKENS);
      int answers = Integer.parseInt(arguments[3]);
      for (int a = 1; a <= answers; a++) {
        answer(generator, prompt(a), TOKENS);
        if (a % (answers / TENTHS) == 0) {
          print("large", large);
        }
      }
    }
    print("large closed", large);
    BACKEND.close();
  }

  private static TextGenerator load(Path model, int context) {
    return TextGenerator.load(
        model, GeneratorOptions.DEFAULT.withBackend(BACKEND).withContextTokens(context));
  }

  /** Of few words: the tokenizer remembers some thousands that it has seen. */
  private static String prompt(int number) {
    return "Once there were %d of them".formatted(number % 10);
  }

  private static void answer(TextGenerator generator, String prompt, int tokens) {
    generator.generate(prompt, SamplingOptions.builder().temperature(0).maxTokens(tokens).build());
  }

  private static void print(String stage, Path file) throws IOException {
    long held = BACKEND.usage().bytes();
    System.gc();
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    System.out.printf(
        "%s,%d,%d,%d,%d,%d%n",
        stage, held, heap, status("VmRSS:"), status("VmHWM:"), MappedFiles.resident(file));
  }

  private static long status(String key) throws IOException {
    String line =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(l -> l.startsWith(key))
            .findFirst()
            .orElseThrow();
    return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
  }
}
