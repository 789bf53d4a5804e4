package dev.heed.report;

import java.util.Base64;
import java.util.List;
import java.util.Set;

/**
 * HTML that is being written. Everything is a text unless a method says that it is an element: a
 * text cannot leave its place, whatever stands in it.
 */
final class Html {
  /** Behind these a line end would be a space. */
  private static final Set<String> INLINE = Set.of("strong", "bdi");

  private final StringBuilder out = new StringBuilder(1 << 16);

  /** Opens an element, with names and values of attributes in turn. */
  Html open(String element, String... attributes) {
    out.append('<').append(element);
    for (int a = 0; a < attributes.length; a += 2) {
      out.append(' ').append(attributes[a]).append("=\"");
      escape(attributes[a + 1]);
      out.append('"');
    }
    out.append('>');
    return this;
  }

  Html close(String element) {
    out.append("</").append(element).append('>');
    if (!INLINE.contains(element)) {
      out.append('\n');
    }
    return this;
  }

  /** What a program wrote. */
  Html text(String text) {
    escape(text);
    return this;
  }

  /** An element with a text in it. */
  Html element(String element, String text, String... attributes) {
    return open(element, attributes).text(text).close(element);
  }

  /** What came from data: its direction is its own, and reaches no further. */
  Html foreign(String text) {
    open("bdi");
    escape(text);
    out.append("</bdi>");
    return this;
  }

  /** An element with what came from data in it. */
  Html foreignElement(String element, String text, String... attributes) {
    return open(element, attributes).foreign(text).close(element);
  }

  /** A PNG by day and one by night, with its text for those who cannot see it. */
  Html picture(Picture picture) {
    open("figure").open("picture");
    open("source", "media", "(prefers-color-scheme: dark)", "srcset", data(picture.png(Look.DARK)));
    open(
        "img",
        "src",
        data(picture.png(Look.LIGHT)),
        "width",
        Integer.toString(picture.width()),
        "height",
        Integer.toString(picture.height()),
        "alt",
        picture.alt());
    return close("picture").close("figure");
  }

  private static String data(byte[] png) {
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
  }

  /** The heads of the columns of a table; those of figures stand to the right. */
  Html head(List<String> columns, String alignment) {
    open("thead").open("tr");
    for (int c = 0; c < columns.size(); c++) {
      boolean figure = alignment.charAt(c) == 'r';
      open("th", "scope", "col", "class", figure ? "figure" : "text");
      text(columns.get(c)).close("th");
    }
    return close("tr").close("thead");
  }

  /** A cell with a figure that we wrote. */
  Html figure(String text) {
    return element("td", text, "class", "figure");
  }

  /** The head of a row, from data. */
  Html rowHead(String text) {
    return foreignElement("th", text, "scope", "row");
  }

  /** All of it. */
  String written() {
    return out.toString();
  }

  /** Style sheets and the doctype: what stands in the sources, as it is. */
  Html ours(String html) {
    out.append(html);
    return this;
  }

  private void escape(String text) {
    for (int i = 0; i < text.length(); ) {
      int character = text.codePointAt(i);
      i += Character.charCount(character);
      switch (character) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.appendCodePoint(isAllowed(character) ? character : 0xFFFD);
      }
    }
  }

  /** HTML has no other control characters, and UTF-8 no half ones (HTML standard, 13.2.3.5). */
  private static boolean isAllowed(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL -> character == '\n' || character == '\t';
      case Character.SURROGATE -> false;
      default -> (character & 0xFFFE) != 0xFFFE && (character < 0xFDD0 || character > 0xFDEF);
    };
  }
}
