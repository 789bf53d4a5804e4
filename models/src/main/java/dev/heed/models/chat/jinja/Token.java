package dev.heed.models.chat.jinja;

/**
 * A piece of a template's source.
 *
 * @param text as it stands there; of a string, what it means
 * @param line from 1
 */
record Token(Kind kind, String text, int line) {
  enum Kind {
    DATA,
    BLOCK_BEGIN,
    BLOCK_END,
    PRINT_BEGIN,
    PRINT_END,
    NAME,
    STRING,
    INTEGER,
    FLOAT,
    OPERATOR,
    END
  }

  boolean is(Kind other, String what) {
    return kind == other && text.equals(what);
  }

  /** For error texts. */
  String described() {
    return switch (kind) {
      case DATA -> "text";
      case BLOCK_BEGIN -> "{%";
      case BLOCK_END -> "%}";
      case PRINT_BEGIN -> "{{";
      case PRINT_END -> "}}";
      case STRING -> "a string";
      case END -> "the end of the template";
      case NAME, INTEGER, FLOAT, OPERATOR -> "'" + text + "'";
    };
  }
}
