package dev.heed.models.hub;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A finished pull.
 *
 * @param plan what was pulled and where it lies
 * @param receivedBytes that came over the network
 * @param withoutHub why the hub was not asked; null where it was
 */
public record PullResult(PullPlan plan, long receivedBytes, @Nullable String withoutHub) {
  /** Why the cache alone was used, where it was. */
  public Optional<String> reasonWithoutHub() {
    return Optional.ofNullable(withoutHub);
  }
}
