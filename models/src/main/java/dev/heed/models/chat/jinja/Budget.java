package dev.heed.models.chat.jinja;

/**
 * What a template may still do. A template comes with a model from anywhere, and must not keep the
 * program busy for ever, nor fill its memory. Whatever takes longer for a longer text or list is
 * paid by its length. An interrupt of the thread ends it as well.
 */
final class Budget {
  /**
   * Steps and characters for the template's own work: what it makes takes about eight bytes for
   * each of them. Published templates take some thousands.
   */
  private static final long OWN_WORK = 20_000_000;

  /** How many times a template may look at, or copy, what it is given. */
  private static final long PER_INPUT_CHARACTER = 64;

  /** Evaluations within each other, which are frames of the stack: some hundred bytes each. */
  private static final int DEEPEST = 400;

  private final long limit;
  private long left;
  private int spendings;
  private int depth;

  /**
   * For one rendering.
   *
   * @param inputCharacters of all values that the template is given
   */
  Budget(long inputCharacters) {
    limit = OWN_WORK + PER_INPUT_CHARACTER * inputCharacters;
    left = limit;
  }

  /** Takes an object that is made, and its parts. */
  void spendObject(long parts) {
    spend(16 + parts);
  }

  /** Takes steps, or characters that are copied. */
  void spend(long work) {
    if ((++spendings & 0x3ff) == 0 && Thread.currentThread().isInterrupted()) {
      throw new JinjaException("was interrupted");
    }
    left -= work;
    if (left < 0) {
      throw new JinjaException(
          "takes more than %,d steps and characters; does a loop not end?".formatted(limit));
    }
  }

  void enter() {
    spend(1);
    if (++depth > DEEPEST) {
      throw new JinjaException(
          "goes deeper than %d; does a macro call itself without end?".formatted(DEEPEST));
    }
  }

  void leave() {
    depth--;
  }
}
