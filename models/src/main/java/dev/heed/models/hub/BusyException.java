package dev.heed.models.hub;

import java.io.IOException;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The hub asks to come again later, or is broken for the moment: 408, 429 and 5xx. */
final class BusyException extends IOException {
  private static final long serialVersionUID = 1L;

  /** The draft header that the public hub sends: {@code "api";r=0;t=55}. */
  private static final Pattern RATE_LIMIT = Pattern.compile("\\br=0\\s*;\\s*t=(\\d{1,9})\\b");

  /** −1 where the hub does not say. */
  private final long seconds;

  BusyException(int status, HttpHeaders headers) {
    super(
        status == 429 ? "it gets too many requests (429)" : "it is out of order (" + status + ")");
    this.seconds =
        headers
            .firstValue("Retry-After")
            .flatMap(BusyException::seconds)
            .or(() -> headers.firstValue("RateLimit").flatMap(BusyException::limited))
            .orElse(-1L);
  }

  static boolean isBusy(int status) {
    return status == 408 || status == 429 || status >= 500;
  }

  /** How long the hub wants to be left alone, where it says so. */
  Optional<Duration> pause() {
    return seconds < 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds));
  }

  /** Seconds, or a date. */
  private static Optional<Long> seconds(String text) {
    if (text.strip().matches("\\d{1,9}")) {
      return Optional.of(Long.parseLong(text.strip()));
    }
    try {
      Instant then =
          ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(Math.max(0, Duration.between(Instant.now(), then).toSeconds() + 1));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static Optional<Long> limited(String text) {
    Matcher matcher = RATE_LIMIT.matcher(text);
    return matcher.find() ? Optional.of(Long.parseLong(matcher.group(1))) : Optional.empty();
  }
}
