package dev.heed.models.hub;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Tries again what failed for the moment, after pauses that double, until it is hopeless. */
final class Retry {
  /** One try. */
  interface Attempt<T> {
    T run() throws IOException, InterruptedException;
  }

  private final Patience patience;
  private final Consumer<String> notices;
  private final String what;
  private int failures;

  /**
   * @param what is tried, for texts
   * @param notices are told of each pause
   */
  Retry(Patience patience, Consumer<String> notices, String what) {
    this.patience = patience;
    this.notices = notices;
    this.what = what;
  }

  /**
   * The result of the first attempt that does not fail.
   *
   * @throws HubUnreachableException if all fail
   */
  <T> T run(Attempt<T> attempt) throws InterruptedException {
    while (true) {
      try {
        return attempt.run();
      } catch (IOException e) {
        failed(e);
      }
    }
  }

  /** Something was gained since the last failure. */
  void progressed() {
    failures = 0;
  }

  /**
   * Waits until it may be tried again.
   *
   * @throws HubUnreachableException if there is no hope
   */
  void failed(IOException reason) throws InterruptedException {
    failures++;
    String words = Printable.of(words(reason)); // the JDK cites what a server sent
    if (isDistrust(reason)) {
      throw new HubUnreachableException(
          "%s: the hub's certificate is not trusted: %s; behind a company's proxy, name the key store with its certificate: JDK_JAVA_OPTIONS=-Djavax.net.ssl.trustStore=FILE"
              .formatted(what, words),
          reason);
    }
    Duration pause = pause(reason);
    if (failures >= patience.attempts() || pause.compareTo(patience.longestPause()) > 0) {
      throw new HubUnreachableException(
          pause.compareTo(patience.longestPause()) > 0
              ? "%s: %s and wants no more for %,d s".formatted(what, words, pause.toSeconds())
              : "%s: %s; tried %d times".formatted(what, words, failures),
          reason);
    }
    notices.accept(
        "%s: %s; again in %s s"
            .formatted(what, words, Math.max(1, Math.round(pause.toMillis() / 1000.0))));
    Thread.sleep(pause);
  }

  private Duration pause(IOException reason) {
    Optional<Duration> asked =
        reason instanceof BusyException busy ? busy.pause() : Optional.empty();
    // A quarter more or less, so that many who were cut at once do not come back at once.
    double spread = ThreadLocalRandom.current().nextDouble(0.75, 1.25);
    long own =
        (long) (patience.firstPause().toMillis() * spread * (1L << Math.min(failures - 1, 10)));
    return asked.orElse(Duration.ofMillis(Math.min(own, patience.longestPause().toMillis())));
  }

  private static boolean isDistrust(IOException reason) {
    return reason instanceof SSLException && cause(reason, CertificateException.class) != null;
  }

  /** What an exception of the JDK means to a person. */
  private static String words(IOException reason) {
    CertificateException certificate = cause(reason, CertificateException.class);
    if (certificate != null) {
      return String.valueOf(certificate.getMessage());
    }
    if (cause(reason, UnresolvedAddressException.class) != null) {
      return "its address is not known here; is there a network?";
    }
    if (reason instanceof HttpTimeoutException) {
      return "no answer in time (" + reason.getMessage() + ")";
    }
    if (reason instanceof ConnectException) {
      return "no connection" + (reason.getMessage() == null ? "" : ": " + reason.getMessage());
    }
    return reason.getMessage() == null ? reason.toString() : reason.getMessage();
  }

  private static <T> @Nullable T cause(Throwable thrown, Class<T> type) {
    Throwable at = thrown;
    for (int depth = 0; at != null && depth < 20; depth++, at = at.getCause()) {
      if (type.isInstance(at)) {
        return type.cast(at);
      }
    }
    return null;
  }
}
