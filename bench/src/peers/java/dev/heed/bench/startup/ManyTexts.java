package dev.heed.bench.startup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A thousand texts of 6 to 126 common words, drawn with a fixed seed, embedded in portions as a
 * service would; then what is resident.
 */
final class ManyTexts {
  static final int COUNT = 1000;

  private static final int PORTION = 50;

  private static final List<String> WORDS =
      List.of(
          "the", "a", "of", "and", "to", "in", "on", "with", "for", "from", "money", "card", "bank",
          "account", "house", "garden", "river", "city", "train", "music", "book", "paper",
          "people", "child", "doctor", "water", "winter", "summer", "small", "large", "early",
          "late", "warm", "asks", "gives", "takes", "sends", "returns", "waits", "opens", "closes",
          "pays");

  private ManyTexts() {}

  /** Embeds all and prints {@code VmRSS} of this process, in MiB; 0 where the system says none. */
  static void embedAndReport(Consumer<List<String>> embedder) throws IOException {
    List<String> texts = texts();
    for (int from = 0; from < COUNT; from += PORTION) {
      embedder.accept(texts.subList(from, from + PORTION));
    }
    System.out.println(residentMebibytes());
  }

  private static List<String> texts() {
    Random random = new Random(42);
    List<String> texts = new ArrayList<>();
    for (int t = 0; t < COUNT; t++) {
      List<String> words = new ArrayList<>();
      for (int w = 6 + random.nextInt(121); w > 0; w--) {
        words.add(WORDS.get(random.nextInt(WORDS.size())));
      }
      texts.add(String.join(" ", words));
    }
    return texts;
  }

  private static double residentMebibytes() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.isReadable(status)) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
          .findFirst()
          .orElse(0);
    }
  }
}
