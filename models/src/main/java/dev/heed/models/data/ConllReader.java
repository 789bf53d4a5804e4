package dev.heed.models.data;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sentences of a file with a word a line: see {@link TagFormat#CONLL}. */
final class ConllReader implements TaggedReader {
  /** What begins a document in the files of CoNLL-2003. */
  static final String DOCUMENT = "-DOCSTART-";

  private static final Splitter TABS = Splitter.on('\t').trimResults();
  private static final Splitter SPACES =
      Splitter.on(CharMatcher.whitespace()).trimResults().omitEmptyStrings();

  private final TextSource source;

  /** Of the first line that has a word; 0 before it was met. */
  private int columns;

  private Splitter splitter = SPACES;

  ConllReader(TextSource source) {
    this.source = source;
    // What a line with # in front is, a comment or a word, is known by the lines behind it.
    String head = source.head();
    head.substring(0, head.lastIndexOf('\n') + 1)
        .lines()
        .filter(line -> !isEmpty(line) && !line.startsWith("#") && !line.startsWith(DOCUMENT))
        .findFirst()
        .ifPresent(this::fit);
  }

  private void fit(String line) {
    splitter = line.indexOf('\t') >= 0 ? TABS : SPACES;
    columns = splitter.splitToList(line).size();
  }

  @Override
  public @Nullable TaggedSentence next() {
    List<String> words = new ArrayList<>();
    List<String> tags = new ArrayList<>();
    Place place = new Place(source.name(), source.line());
    while (true) {
      Place here = new Place(source.name(), source.line());
      String line = source.readLine();
      if (line == null || isEmpty(line) || line.startsWith(DOCUMENT)) {
        if (!words.isEmpty()) {
          return new TaggedSentence(words, tags, place);
        }
        if (line == null) {
          return null;
        }
        continue;
      }
      if (words.isEmpty()) {
        place = here;
        if (line.startsWith("#") && splitter.splitToList(line).size() != columns) {
          continue;
        }
      }
      if (words.size() == TaggedSentence.MOST_WORDS) {
        throw TaggedSentence.tooLong(place);
      }
      List<String> cells = cells(line, here);
      words.add(cells.getFirst());
      tags.add(cells.getLast());
    }
  }

  private List<String> cells(String line, Place here) {
    if (columns == 0) {
      fit(line);
    }
    List<String> cells = splitter.splitToList(line);
    if (cells.size() < 2 || cells.size() != columns) {
      throw new DataException(
          "%s: expected %s, found %,d: %s"
              .formatted(
                  here,
                  columns < 2
                      ? "a word and its tag"
                      : "%,d columns as in the lines before".formatted(columns),
                  cells.size(),
                  Shown.of(line)));
    }
    if (cells.getFirst().isEmpty()) {
      throw new DataException("%s: a tag without a word: %s".formatted(here, Shown.of(line)));
    }
    if (cells.getLast().isEmpty()) {
      throw new DataException("%s: a word without a tag: %s".formatted(here, Shown.of(line)));
    }
    return cells;
  }

  private static boolean isEmpty(String line) {
    return CharMatcher.whitespace().matchesAllOf(line);
  }

  @Override
  public void close() {
    source.close();
  }
}
