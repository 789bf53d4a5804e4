package dev.heed.bench;

/**
 * How long a table measures.
 *
 * @param rounds turns of each contestant
 * @param turnMillis least length of a turn: short work is done several times over
 * @param warmUpMillis time without becoming faster, before anything counts
 */
public record Effort(int rounds, int turnMillis, int warmUpMillis) {
  /** For figures that are shown. */
  public static final Effort FULL = new Effort(11, 60, 2_000);

  /** For calls of seconds. */
  public static final Effort LONG = new Effort(5, 60, 1_500);

  /** To choose among ways to use one engine: enough to tell a tenth. */
  public static final Effort CHOICE = new Effort(3, 30, 200);

  /** To see that a table works. */
  public static final Effort QUICK = new Effort(3, 10, 150);
}
