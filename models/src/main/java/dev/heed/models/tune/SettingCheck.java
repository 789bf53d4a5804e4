package dev.heed.models.tune;

/** What settings of tunings are to be. In a class of its own: settings are parts of each other. */
final class SettingCheck {
  private SettingCheck() {}

  static void check(boolean right, String name, Number value, String expected) {
    if (!right) {
      throw new IllegalArgumentException(
          "tuning: %s must be %s, was %s".formatted(name, expected, value));
    }
  }
}
