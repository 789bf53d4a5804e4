package dev.heed.models.arch;

import dev.heed.engine.Backend;
import dev.heed.engine.Scope;
import dev.heed.engine.error.ClosedException;
import dev.heed.models.spec.DecoderSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A Transformer decoder with its weights on a backend. Immutable and shared: token ids go in and
 * logits come out of its sessions, which hold what is remembered of each sequence.
 */
public final class DecoderModel implements AutoCloseable {
  private final String name;
  private final DecoderSpec spec;
  private final DecoderForward forward;
  private final Backend backend;
  private final List<Scope> weights;
  private final Set<DecoderSession> sessions = new HashSet<>();
  private boolean closed;

  /**
   * Takes the layers over.
   *
   * @param name for error texts
   * @param layers as the spec says
   * @param backend that holds the layers' parameters; stays open longer than this model
   * @param weights what the parameters lie in; closed with this model
   */
  public DecoderModel(
      String name, DecoderSpec spec, DecoderLayers layers, Backend backend, List<Scope> weights) {
    this.name = name;
    this.spec = spec;
    this.forward = new DecoderForward(spec, layers);
    this.backend = backend;
    this.weights = List.copyOf(weights);
  }

  /** What error texts call this model. */
  public String name() {
    return name;
  }

  /** Sizes and kinds. */
  public DecoderSpec spec() {
    return spec;
  }

  /** Bytes that a session takes for what it remembers; activations come on top. */
  public static long sessionBytes(DecoderSpec spec, CacheOptions options) {
    int longest = Math.min(options.longest(), spec.maxTokens());
    return KeyValueCache.bytes(spec, options) + RotaryTables.bytes(spec, longest);
  }

  /**
   * Opens a session and takes its memory.
   *
   * @throws ClosedException when this model is closed
   * @throws dev.heed.engine.error.MemoryLimitException when the backend's limit is too low
   */
  public DecoderSession newSession(CacheOptions options) {
    synchronized (this) {
      if (closed) {
        throw new ClosedException("model '%s' is closed".formatted(name));
      }
      DecoderSession session = new DecoderSession(this, forward, backend, options);
      sessions.add(session);
      return session;
    }
  }

  synchronized void forget(DecoderSession session) {
    sessions.remove(session);
  }

  /** Closes its sessions, each after the pass that runs, then gives the weights back. */
  @Override
  public void close() {
    List<DecoderSession> open;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      open = List.copyOf(sessions);
    }
    open.forEach(DecoderSession::close);
    weights.forEach(Scope::close);
  }
}
