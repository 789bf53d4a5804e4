package dev.heed.models.train;

/** Counts the steps of trainings. */
public final class CountedSteps implements TrainingListener {
  private int made;

  /** None so far. */
  public CountedSteps() {}

  @Override
  public void stepped(StepReport report) {
    made++;
  }

  /** So far. */
  public int made() {
    return made;
  }
}
