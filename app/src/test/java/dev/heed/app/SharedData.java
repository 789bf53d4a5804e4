package dev.heed.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * Reference data that lies beside the checkout, in a folder {@code shared/}, and is not part of the
 * repository. The system property {@code heed.shared} names another place. A test that needs it is
 * skipped where it is absent.
 */
final class SharedData {
  private SharedData() {}

  /** {@code shared/<relative>}, or the test that asks is skipped. */
  static Path path(String relative) {
    Optional<Path> found = folder().map(folder -> folder.resolve(relative)).filter(Files::exists);
    Assumptions.assumeTrue(
        found.isPresent(),
        () ->
            "skipped: shared/%s is absent (beside the checkout, or named by -Dheed.shared)"
                .formatted(relative));
    return found.orElseThrow();
  }

  private static Optional<Path> folder() {
    String property = System.getProperty("heed.shared");
    if (property != null) {
      return Optional.of(Path.of(property));
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.isDirectory(at.resolve("shared/data"))) {
        return Optional.of(at.resolve("shared"));
      }
    }
    return Optional.empty();
  }
}
