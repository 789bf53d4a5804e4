package dev.heed.models.tokenizer;

/** Code points from {@code first} to {@code last}, inclusive, every {@code step}-th of them. */
record CodePointRange(int first, int last, int step) {
  /** From {@code a}, {@code a-b} or {@code a-b/step}, in hexadecimal. */
  static CodePointRange parse(String text) {
    int slash = text.indexOf('/');
    int step = slash < 0 ? 1 : Integer.parseInt(text, slash + 1, text.length(), 16);
    int end = slash < 0 ? text.length() : slash;
    int dash = text.indexOf('-');
    int first = Integer.parseInt(text, 0, dash < 0 ? end : dash, 16);
    int last = dash < 0 ? first : Integer.parseInt(text, dash + 1, end, 16);
    return new CodePointRange(first, last, step);
  }
}
