package dev.heed.testkit.check;

/** What is checked on every case; the text stands in front of each finding. */
public enum Check {
  SUPPORT("support"),
  ORACLE("oracle"),
  BANDS("memory around outputs, and inputs"),
  REPEAT("second run"),
  VIEWS("strided views"),
  MAPPED("mapped inputs"),
  ROWS_ALONE("rows one by one"),
  ROWS_ELSEWHERE("rows at other places"),
  THREADS("two threads"),
  IN_PLACE("in place"),
  COMPOSITION("composed of other ops"),
  LEAK("memory left behind");

  private final String text;

  Check(String text) {
    this.text = text;
  }

  /** Such as {@code [second run]}. */
  public String label() {
    return "[" + text + "]";
  }
}
