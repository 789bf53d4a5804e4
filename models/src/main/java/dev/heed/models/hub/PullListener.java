package dev.heed.models.hub;

/** Is told how a pull goes on, on the thread that pulls. */
public interface PullListener {
  /** Nobody listens. */
  PullListener NONE = new PullListener() {};

  /** It is clear what will be downloaded, and that it fits the disk; nothing is written yet. */
  default void planned(PullPlan plan) {}

  /**
   * So much of all is there; less than before when a file begins again.
   *
   * @param bytes of {@link PullPlan#bytes}, those that were in the cache among them
   * @param file that grows
   */
  default void received(long bytes, HubFile file) {}

  /** Something that a person may like to know: a pause, another process, a second try. */
  default void notice(String text) {}
}
