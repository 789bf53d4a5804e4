package dev.heed.report;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** A page as a parser of another kind sees it: what is not closed, or closed twice, it refuses. */
final class PageTree {
  private final Document document;

  private PageTree(Document document) {
    this.document = document;
  }

  static PageTree of(String html) {
    String xml =
        html.replaceFirst("<!DOCTYPE html>", "")
            .replaceAll("<(meta|img|source)( [^>]*)>", "<$1$2/>");
    try {
      return new PageTree(
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader(xml))));
    } catch (Exception e) {
      throw new AssertionError("not well-formed", e);
    }
  }

  /** What of a text HTML can hold. */
  static String allowed(String text) {
    return text.replaceAll("[\\p{Cntrl}&&[^\\n\\t]]|\\p{Cs}", "\ufffd");
  }

  /** The texts of all elements of a name. */
  List<String> texts(String element) {
    List<String> texts = new ArrayList<>();
    NodeList nodes = document.getElementsByTagName(element);
    for (int n = 0; n < nodes.getLength(); n++) {
      texts.add(nodes.item(n).getTextContent());
    }
    return texts;
  }

  /** The cells of the first row with this head. */
  List<String> row(String head) {
    NodeList rows = document.getElementsByTagName("tr");
    for (int r = 0; r < rows.getLength(); r++) {
      List<String> cells = new ArrayList<>();
      NodeList children = rows.item(r).getChildNodes();
      for (int c = 0; c < children.getLength(); c++) {
        if (children.item(c) instanceof Element cell) {
          cells.add(cell.getTextContent());
        }
      }
      if (!cells.isEmpty() && cells.getFirst().equals(head)) {
        return cells;
      }
    }
    throw new AssertionError("no row '" + head + "'");
  }

  /** The names of all elements, in their order. */
  List<String> elements() {
    List<String> names = new ArrayList<>();
    collect(document.getDocumentElement(), names);
    return names;
  }

  private static void collect(Node node, List<String> names) {
    if (node instanceof Element) {
      names.add(node.getNodeName());
    }
    for (Node child = node.getFirstChild(); child != null; child = child.getNextSibling()) {
      collect(child, names);
    }
  }
}
