package dev.heed.bench.quality;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvReadFeature;
import tools.jackson.dataformat.csv.CsvSchema;

/**
 * Questions to a bank in 77 categories (Casanueva and others, "Efficient Intent Detection with Dual
 * Sentence Encoders", 2020).
 *
 * @param train whose labels are known
 * @param test whose labels are to be found
 */
public record Banking77(List<Question> train, List<Question> test) {
  /** The environment variable that names the folder. */
  public static final String VARIABLE = "HEED_BENCH_BANKING77";

  private static final String TRAIN = "train.csv";
  private static final String TEST = "test.csv";
  private static final String CATEGORIES = "categories.json";

  private static final String WANTED =
      """
      %s must name a folder with the data set banking77, but %s. Expected there:
        train.csv, test.csv   the columns text and category under a header, RFC 4180
        categories.json       an array of the categories' names
      These are the files of the folder banking_data of https://github.com/PolyAI-LDN/task-specific-datasets (CC BY 4.0).\
      """;

  private static final ObjectReader CSV =
      CsvMapper.builder()
          .enable(CsvReadFeature.FAIL_ON_MISSING_HEADER_COLUMNS)
          .enable(CsvReadFeature.FAIL_ON_MISSING_COLUMNS)
          .disable(CsvReadFeature.TRIM_SPACES)
          .build()
          .readerFor(Question.class)
          .with(
              CsvSchema.builder()
                  .addColumn("text")
                  .addColumn("category")
                  .setUseHeader(true)
                  .setStrictHeaders(true)
                  .build());

  /** What is missing for the data set to be read from this folder, and where to get it. */
  public static Optional<String> missing(String folder) {
    if (folder.isEmpty()) {
      return Optional.of(WANTED.formatted(VARIABLE, "is not set"));
    }
    List<String> absent =
        Stream.of(TRAIN, TEST, CATEGORIES)
            .filter(file -> !Files.isReadable(Path.of(folder, file)))
            .toList();
    return absent.isEmpty()
        ? Optional.empty()
        : Optional.of(
            WANTED.formatted(
                VARIABLE, "%s holds no readable %s".formatted(folder, String.join(", ", absent))));
  }

  /** Reads the data set. */
  public static Banking77 read(Path folder) throws IOException {
    Set<String> categories =
        Set.of(JsonMapper.shared().readValue(folder.resolve(CATEGORIES).toFile(), String[].class));
    return new Banking77(
        questions(folder.resolve(TRAIN), categories), questions(folder.resolve(TEST), categories));
  }

  private static List<Question> questions(Path file, Set<String> categories) throws IOException {
    List<Question> questions;
    try (MappingIterator<Question> lines = CSV.readValues(file.toFile())) {
      questions = lines.readAll();
    }
    for (Question question : questions) {
      if (!categories.contains(question.category())) {
        throw new IOException(
            "%s: the category '%s' of the text '%s' is none of the %d in %s"
                .formatted(
                    file, question.category(), question.text(), categories.size(), CATEGORIES));
      }
    }
    return questions;
  }

  /** So many texts of each category, drawn with a fixed seed; all where there are fewer. */
  public Banking77 sample(int trainEach, int testEach) {
    Random random = new Random(42);
    return new Banking77(draw(train, trainEach, random), draw(test, testEach, random));
  }

  private static List<Question> draw(List<Question> questions, int each, Random random) {
    Map<String, List<Question>> byCategory = new LinkedHashMap<>();
    for (Question question : questions) {
      byCategory.computeIfAbsent(question.category(), key -> new ArrayList<>()).add(question);
    }
    for (List<Question> all : byCategory.values()) {
      Collections.shuffle(all, random);
    }
    return byCategory.values().stream()
        .map(all -> all.subList(0, Math.min(each, all.size())))
        .flatMap(Collection::stream)
        .toList();
  }
}
