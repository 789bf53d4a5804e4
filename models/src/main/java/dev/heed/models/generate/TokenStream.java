package dev.heed.models.generate;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of one answer while they come: as an iterator, through a callback, or as a publisher.
 * An answer is read once, in one of these ways.
 *
 * {@snippet :
 * try (TokenStream stream = generator.stream("Once upon a time")) {
 *   for (GeneratedToken token : stream) {
 *     System.out.print(token.text());
 *   }
 *   System.out.println(stream.result().timings());
 * }
 * }
 *
 * <p>A generator computes ahead of the reader. An answer of which 512 tokens have not been read
 * waits for its reader, and its part of the cache is there for others; which tokens it has does not
 * depend on that. Who leaves one before its end cancels or closes it.
 *
 * <p>{@link #cancel} may come from any thread; the rest is for the one that reads. Closing cancels
 * what has not been read.
 */
public final class TokenStream implements Iterable<GeneratedToken>, AutoCloseable {
  private final TokenSource source;
  private final AtomicReference<@Nullable Reader> reader = new AtomicReference<>();
  private volatile boolean ended;

  /** Who reads the answer. */
  enum Reader {
    ITERATOR("an iterator"),
    CALLBACK("a callback"),
    SUBSCRIBER("a subscriber"),
    RESULT("a call of result");

    private final String label;

    Reader(String label) {
      this.label = label;
    }
  }

  private TokenStream(TokenSource source) {
    this.source = source;
  }

  /** Over an answer that nobody has read of yet. */
  public static TokenStream of(TokenSource source) {
    return new TokenStream(source);
  }

  /**
   * The tokens as they come: {@link Iterator#hasNext} waits for the next one.
   *
   * @throws IllegalStateException where the answer is read already
   */
  @Override
  public Iterator<GeneratedToken> iterator() {
    claim(Reader.ITERATOR);
    return new Iterator<>() {
      private @Nullable GeneratedToken next;

      @Override
      public boolean hasNext() {
        if (next == null) {
          next = pull();
        }
        return next != null;
      }

      @Override
      public GeneratedToken next() {
        if (!hasNext() || next == null) {
          throw new NoSuchElementException("the answer has ended");
        }
        GeneratedToken token = next;
        next = null;
        return token;
      }
    };
  }

  /**
   * Hands each token to a callback on this thread, and gives the whole at the end. What the
   * callback throws cancels the answer and is passed on.
   *
   * @throws IllegalStateException where the answer is read already
   */
  public GenerationResult read(Consumer<? super GeneratedToken> callback) {
    claim(Reader.CALLBACK);
    boolean wanted = false;
    try {
      for (GeneratedToken token = pull(); token != null; token = pull()) {
        callback.accept(token);
      }
      wanted = true;
    } finally {
      if (!wanted) {
        cancel();
      }
    }
    return source.result();
  }

  /** The tokens for one subscriber, on a virtual thread: see {@link #publisher(Executor)}. */
  public Flow.Publisher<GeneratedToken> publisher() {
    return publisher(task -> Thread.ofVirtual().name("heed-tokens").start(task));
  }

  /**
   * The tokens for one subscriber, by the rules of Reactive Streams 1.0.4. Signals come from a task
   * of the executor, which waits for the tokens that are requested, and for one more, so that the
   * end is known when the last one was delivered. Another subscriber gets an {@link
   * IllegalStateException}. A subscriber that throws ends the answer as if it had cancelled, and
   * what it threw reaches the executor.
   */
  public Flow.Publisher<GeneratedToken> publisher(Executor executor) {
    return new TokenPublisher(this, executor);
  }

  /**
   * The whole answer, when it has ended; before that the rest is read first, unless a subscriber
   * reads it.
   *
   * @throws IllegalStateException where a subscriber has not come to the end
   */
  public GenerationResult result() {
    if (!ended) {
      reader.compareAndSet(null, Reader.RESULT);
      if (reader.get() == Reader.SUBSCRIBER) {
        throw new IllegalStateException(
            "a subscriber reads this answer and has not come to its end; ask again in onComplete");
      }
      while (!ended) {
        pull();
      }
    }
    return source.result();
  }

  /** Ends the answer as soon as possible, from any thread; it can still be asked for its result. */
  public void cancel() {
    source.cancel();
  }

  /** Cancels what has not been read. */
  @Override
  public void close() {
    source.cancel();
  }

  /** The next token; null at the end. */
  @Nullable GeneratedToken pull() {
    if (ended) {
      return null;
    }
    GeneratedToken token = null;
    try {
      token = source.next();
    } finally {
      ended = token == null; // by an exception, too
    }
    return token;
  }

  /** Takes the answer for a reader; says who has it where that is somebody else. */
  void claim(Reader who) {
    Reader other = reader.compareAndExchange(null, who);
    if (other != null) {
      throw new IllegalStateException(
          "this answer is read by %s already; generate another for a further reader"
              .formatted(other.label));
    }
  }
}
