package dev.heed.engine;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Settings from a system property such as {@code heed.threads}, or else HEED_THREADS.
 *
 * @param properties value of a system property
 * @param variables value of an environment variable
 */
record Settings(
    Function<String, @Nullable String> properties, Function<String, @Nullable String> variables) {

  /** Those of this JVM. */
  static Settings ofThisJvm() {
    return new Settings(System::getProperty, System::getenv);
  }

  @Nullable String text(String property) {
    String value = properties.apply(property);
    if (value == null) {
      value = variables.apply(environmentName(property));
    }
    return value == null || value.isBlank() ? null : value.strip();
  }

  int wholeNumber(String property, int fallback) {
    String value = text(property);
    if (value == null) {
      return fallback;
    }
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          describe(property) + " must be a number, was '" + value + "'", e);
    }
  }

  boolean flag(String property) {
    String value = text(property);
    return switch (value == null ? "false" : value.toLowerCase(Locale.ROOT)) {
      case "true", "1", "yes" -> true;
      case "false", "0", "no" -> false;
      default ->
          throw new IllegalArgumentException(
              describe(property) + " must be true or false, was '" + value + "'");
    };
  }

  <E extends Enum<E>> E choice(String property, Class<E> type, E fallback) {
    String value = text(property);
    if (value == null) {
      return fallback;
    }
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equalsIgnoreCase(value)) {
        return constant;
      }
    }
    throw new IllegalArgumentException(
        "%s must be one of %s, was '%s'"
            .formatted(describe(property), Arrays.toString(type.getEnumConstants()), value));
  }

  private static String describe(String property) {
    return property + " (or " + environmentName(property) + ")";
  }

  private static String environmentName(String property) {
    return property.toUpperCase(Locale.ROOT).replace('.', '_');
  }
}
