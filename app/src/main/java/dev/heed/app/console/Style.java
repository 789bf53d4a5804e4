package dev.heed.app.console;

/** Colours and bars where a person sees them, plain text elsewhere. */
public final class Style {
  /** No colours. */
  public static final Style PLAIN = new Style(false, true);

  /** From an empty to a full cell, by eighths. */
  private static final String EIGHTHS = " ▏▎▍▌▋▊▉█";

  private final boolean colour;
  private final boolean unicode;

  Style(boolean colour, boolean unicode) {
    this.colour = colour;
    this.unicode = unicode;
  }

  /** Whether colours are in use. */
  public boolean isColoured() {
    return colour;
  }

  /** What a glance should find. */
  public String bold(String text) {
    return painted("1", text);
  }

  /** What only a second look needs. */
  public String dim(String text) {
    return painted("2", text);
  }

  /** It works. */
  public String good(String text) {
    return painted("32", text);
  }

  /** It works, but. */
  public String warning(String text) {
    return painted("33", text);
  }

  /** It does not work. */
  public String bad(String text) {
    return painted("31", text);
  }

  /** A name or number that the eye follows. */
  public String accent(String text) {
    return painted("36", text);
  }

  /** A bar of {@code cells} characters, of which {@code share} (0 to 1) are filled. */
  public String bar(double share, int cells) {
    double bounded = Double.isNaN(share) ? 0 : Math.clamp(share, 0.0, 1.0);
    int eighths = (int) Math.round(bounded * cells * 8);
    StringBuilder bar = new StringBuilder(cells);
    for (int c = 0; c < cells; c++) {
      int filled = Math.clamp(eighths - 8L * c, 0, 8);
      bar.append(unicode ? EIGHTHS.charAt(filled) : filled >= 4 ? '#' : ' ');
    }
    return accent(bar.toString());
  }

  /** A sign that it works. */
  public String tick() {
    return good(unicode ? "✓" : "ok");
  }

  /** A sign that it does not. */
  public String cross() {
    return bad(unicode ? "✗" : "no");
  }

  /** Leads from what is wrong to what can be done. */
  public String arrow() {
    return unicode ? "→" : "->";
  }

  private String painted(String code, String text) {
    return colour && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
