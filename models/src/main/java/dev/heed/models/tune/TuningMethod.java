package dev.heed.models.tune;

/** Which parameters a task is learned by. */
public enum TuningMethod {
  /** The head alone, by convex optimisation over features that stay: the baseline. */
  PROBE,
  /**
   * All parameters; the head begins as the probe found it (Kumar et al., 2022: fine-tuning from a
   * random head distorts good features).
   */
  FULL,
  /** Changes of low rank beside matrices that stay (Hu et al., 2021), and the head. */
  LORA,
  /**
   * The encoder by supervised contrast of texts with one label against all others (Khosla et al.,
   * 2020), then a head over its features: what SetFit does (Tunstall et al., 2022). A step has so
   * many pairs of one label.
   */
  CONTRASTIVE
}
