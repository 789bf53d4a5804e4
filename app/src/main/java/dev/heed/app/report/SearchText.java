package dev.heed.app.report;

import dev.heed.app.console.Amount;
import dev.heed.app.console.Console;
import dev.heed.app.console.Output;
import dev.heed.app.console.Paragraph;
import dev.heed.app.console.Style;
import java.util.List;
import java.util.Locale;

/** A search for people at a terminal, and as lines for what stands behind a pipe. */
public final class SearchText {
  private static final int BAR = 10;

  /** Score, bar and the spaces between. */
  private static final int MARGIN = 2 + 4 + 2 + BAR + 2;

  private final Console console;
  private final Messages messages;

  public SearchText(Console console, Messages messages) {
    this.console = console;
    this.messages = messages;
  }

  public void print(SearchResult result) {
    if (console.terminal().out()) {
      result.hits().forEach(this::printForPeople);
    } else {
      result.hits().forEach(this::printLine);
    }
    if (result.passages() == 0) {
      messages.warning("there is no passage to be found: the files are empty");
    } else if (console.terminal().out()) {
      messages.note(
          String.format(
              Locale.ROOT,
              "%s, %s%s on %s, %.2f s",
              Amount.of(result.passages(), "passage"),
              index(result.files()),
              result.model(),
              result.backend(),
              result.seconds()));
    }
  }

  /** Nothing where no file has an index. */
  private static String index(List<SearchResult.Searched> files) {
    if (files.stream().allMatch(SearchResult.Searched::reused)) {
      return "kept index, ";
    }
    return files.stream().anyMatch(file -> file.index().isPresent()) ? "new index, " : "";
  }

  private void printForPeople(SearchResult.Hit hit) {
    Output out = console.out();
    Style style = console.style();
    String indent = " ".repeat(MARGIN);
    List<String> lines = Paragraph.wrapped(hit.text(), console.terminal().width() - MARGIN);
    out.line(
        "  "
            + style.bold(String.format(Locale.ROOT, "%.2f", hit.score()))
            + "  "
            + style.bar(hit.score(), BAR)
            + "  "
            + lines.getFirst());
    lines.stream().skip(1).forEach(line -> out.line(indent + line));
    out.line(indent + style.dim(hit.file() + ":" + hit.line()));
  }

  private void printLine(SearchResult.Hit hit) {
    console
        .out()
        .line(
            String.format(Locale.ROOT, "%.4f", hit.score())
                + "\t"
                + hit.file()
                + ":"
                + hit.line()
                + "\t"
                + Paragraph.oneLine(hit.text()));
  }
}
