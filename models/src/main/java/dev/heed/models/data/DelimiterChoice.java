package dev.heed.models.data;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Which delimiter a table has, by its first two records. */
final class DelimiterChoice {
  private static final char[] CANDIDATES = {',', ';', '\t', '|'};

  /** How often a candidate stands in the first record and in the second, outside of quotes. */
  private record Count(char candidate, int first, int second) {}

  private DelimiterChoice() {}

  /**
   * The delimiter to read with.
   *
   * @throws DataException if the file has another than the format, or more than one could be it
   */
  static char of(TextSource source, DataFormat.Delimited format) {
    Character wanted = format.delimiter();
    if (format.names().size() == 1) {
      // Whatever stands in the first record is text.
      return wanted == null ? ',' : wanted;
    }
    String head = source.head();
    List<Count> found = new ArrayList<>();
    for (char candidate : CANDIDATES) {
      Count count = count(head, candidate, format.quoted());
      if (count.first > 0) {
        found.add(count);
      }
    }
    if (wanted != null) {
      if (!found.isEmpty() && count(head, wanted, format.quoted()).first == 0) {
        throw wrong(source, wanted, head, found);
      }
      return wanted;
    }
    if (found.isEmpty()) {
      return ',';
    }
    List<Count> steady = found.size() == 1 ? found : steady(found, format.names().size());
    if (steady.size() != 1) {
      throw new DataException(
          "%s: line 1: cannot tell the delimiter: %s; choose it"
              .formatted(source.name(), columns(found)));
    }
    return steady.getFirst().candidate;
  }

  /** Those that part both records, or the first, into as many cells. */
  private static List<Count> steady(List<Count> found, int columns) {
    return found.stream()
        .filter(count -> count.first == (columns == 0 ? count.second : columns - 1))
        .toList();
  }

  private static DataException wrong(
      TextSource source, char wanted, String head, List<Count> found) {
    String line = head.lines().findFirst().orElse("");
    return new DataException(
        "%s: line 1: expected columns parted by %s, found one, %s; is the delimiter another? %s"
            .formatted(source.name(), Shown.of(wanted), Shown.of(line), columns(found)));
  }

  private static String columns(List<Count> found) {
    return found.stream()
        .map(count -> "%s gives %,d columns".formatted(Shown.of(count.candidate), count.first + 1))
        .collect(Collectors.joining(", "));
  }

  private static Count count(String head, char candidate, boolean quoted) {
    int[] counts = new int[2];
    int record = 0;
    boolean any = false;
    boolean inQuotes = false;
    for (int i = 0; i < head.length(); i++) {
      char c = head.charAt(i);
      if (quoted && c == '"') {
        // A quote that is written twice closes and opens again.
        inQuotes = !inQuotes;
      } else if (!inQuotes && (c == '\n' || c == '\r')) {
        record += any ? 1 : 0;
        any = false;
        if (record == 2) {
          break;
        }
        continue;
      } else if (!inQuotes && c == candidate) {
        counts[record]++;
      }
      any = true;
    }
    return new Count(candidate, counts[0], counts[1]);
  }
}
