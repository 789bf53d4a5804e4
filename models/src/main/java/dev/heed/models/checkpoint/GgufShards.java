package dev.heed.models.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model in several GGUF files, as llama.cpp's gguf-split writes them: the first holds the
 * metadata, and each says which it is ({@code split.no}, from 0) of how many ({@code split.count}).
 */
final class GgufShards {
  private static final Pattern NAME = Pattern.compile("(.+)-(\\d{5})-of-(\\d{5})\\.gguf");

  private static final String COUNT = "split.count";
  private static final String NUMBER = "split.no";
  private static final String TENSORS = "split.tensors.count";

  private GgufShards() {}

  /**
   * The name that a file shares with the others of its set.
   *
   * @return {@code NAME-00001-of-0000N.gguf}, or empty where the name is not of that form
   */
  static Optional<String> firstOfSet(String name) {
    Matcher matcher = NAME.matcher(name);
    return matcher.matches()
        ? Optional.of("%s-00001-of-%s.gguf".formatted(matcher.group(1), matcher.group(3)))
        : Optional.empty();
  }

  /**
   * The header of a file; where it is one of several, the metadata of the first and all tensors.
   */
  static GgufHeader open(Path named, Memory memory) {
    Optional<Path> first = sibling(named, 1);
    if (first.isPresent() && !first.get().equals(named) && Files.notExists(first.get())) {
      throw absent(named, first.get());
    }
    Path head = first.orElse(named);
    GgufHeader header = GgufFile.read(head, memory);
    int count = count(header.metadata());
    if (count <= 1 && !head.equals(named)) {
      throw new CheckpointException(
          "%s: is called one of several files, and %s says that it is the only one (%s)"
              .formatted(named, head.getFileName(), COUNT));
    }
    if (count <= 1) {
      return header;
    }
    List<StoredTensor> tensors = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      Path file =
          sibling(head, number + 1)
              .filter(sibling -> count == counted(head))
              .orElseThrow(() ->
                  new CheckpointException(
                      "%s: is one of %,d files (%s); expected a name that ends in -00001-of-%05d.gguf, by which to find the others"
                          .formatted(head, count, COUNT, count)));
      if (Files.notExists(file)) {
        throw absent(named, file);
      }
      GgufHeader shard = number == 0 ? header : GgufFile.read(file, memory);
      check(shard.metadata(), number, count);
      tensors.addAll(shard.tensors());
      checkTotal(named, tensors.size());
    }
    long expected = header.metadata().integer(TENSORS).orElse(tensors.size());
    if (expected != tensors.size()) {
      throw new CheckpointException(
          "%s: its %,d files hold %,d tensors together; expected %,d (%s)"
              .formatted(named, count, tensors.size(), expected, TENSORS));
    }
    return new GgufHeader(header.metadata(), tensors);
  }

  private static int count(GgufMetadata metadata) {
    long count = metadata.integer(COUNT).orElse(1);
    if (count < 0 || count > 99_999) {
      throw new CheckpointException(
          "%s: metadata '%s' is %,d; expected 0 to 99,999"
              .formatted(metadata.origin(), COUNT, count));
    }
    return (int) count;
  }

  private static void check(GgufMetadata metadata, int number, int count) {
    long saidCount = metadata.integer(COUNT).orElse(0);
    long saidNumber = metadata.integer(NUMBER).orElse(-1);
    if (saidCount != count || saidNumber != number) {
      throw new CheckpointException(
          "%s: says that it is file %,d of %,d (%s, %s); expected file %,d of %,d"
              .formatted(metadata.origin(), saidNumber, saidCount, NUMBER, COUNT, number, count));
    }
  }

  private static void checkTotal(Path named, int tensors) {
    if (tensors > SafetensorsHeader.MAX_TENSORS) {
      throw new CheckpointException(
          "%s: the files of its set hold more than %,d tensors together"
              .formatted(named, SafetensorsHeader.MAX_TENSORS));
    }
  }

  private static CheckpointException absent(Path named, Path file) {
    return new CheckpointException(
        "%s: is one of several files, and %s is absent; download it too"
            .formatted(named, file.getFileName()));
  }

  /** The file of that number, from 1, of the set that a file's name says it belongs to. */
  private static Optional<Path> sibling(Path file, int number) {
    return matcher(file)
        .map(matcher ->
            file.resolveSibling(
                String.format(
                    Locale.ROOT,
                    "%s-%05d-of-%s.gguf",
                    matcher.group(1),
                    number,
                    matcher.group(3))));
  }

  private static int counted(Path file) {
    return matcher(file).map(matcher -> Integer.parseInt(matcher.group(3))).orElse(0);
  }

  private static Optional<Matcher> matcher(Path file) {
    Path name = file.getFileName();
    return Optional.ofNullable(name).map(n -> NAME.matcher(n.toString())).filter(Matcher::matches);
  }
}
