package dev.heed.bench.peer;

import java.util.Optional;

/**
 * An engine of others, or the reason why it is not here.
 *
 * @param <T> how it is used
 */
public sealed interface Peer<T> {
  /** It is here. */
  record Present<T>(T found) implements Peer<T> {}

  /**
   * It is not.
   *
   * @param name of the engine
   * @param why with what to do about it
   */
  record LeftOut<T>(String name, String why) implements Peer<T> {}

  /** The engine, if it is here. */
  default Optional<T> engine() {
    return switch (this) {
      case Present<T> present -> Optional.of(present.found());
      case LeftOut<T> _ -> Optional.empty();
    };
  }
}
