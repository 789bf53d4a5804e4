package dev.heed.models.hub;

/**
 * A file that was not taken.
 *
 * @param file which
 * @param why in a few words
 */
public record LeftOut(HubFile file, String why) {
  static final String UNUSED = "not used by Heed";
  static final String OTHER_FORM = "weights in another form";
  static final String AGAIN = "the same weights once more";
  static final String EXCLUDED = "excluded";
  static final String NOT_ASKED = "not asked for";

  /** Whether the request itself chose other files. */
  public boolean isUnasked() {
    return why.equals(NOT_ASKED);
  }
}
