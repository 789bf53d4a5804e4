package dev.heed.models.hub;

import java.io.EOFException;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer, piece by piece, for a reader that does not wait for ever: the JDK's own
 * streams do, once the headers are there. Pieces are asked for one after the other, so a fast hub
 * fills no memory.
 */
final class TimedBody implements BodySubscriber<TimedBody> {
  private sealed interface Event {
    record Pieces(List<ByteBuffer> buffers) implements Event {}

    record Failed(Throwable reason) implements Event {}

    record Ended() implements Event {}
  }

  private final Patience patience;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final ArrayDeque<ByteBuffer> pieces = new ArrayDeque<>();
  private Flow.@Nullable Subscription subscription;
  private boolean cancelled;
  private boolean ended;
  private long windowStart = System.nanoTime();
  private long windowBytes;

  TimedBody(Patience patience) {
    this.patience = patience;
  }

  /**
   * The next piece, not empty, or null at the end.
   *
   * @throws HttpTimeoutException after silence, or when less comes than {@link Patience} wants
   * @throws IOException when the connection breaks
   */
  @Nullable ByteBuffer next() throws IOException, InterruptedException {
    while (!ended) {
      ByteBuffer piece = pieces.poll();
      if (piece == null) {
        receive();
      } else if (piece.hasRemaining()) {
        count(piece.remaining());
        return piece;
      }
    }
    return null;
  }

  private void receive() throws IOException, InterruptedException {
    Event event = events.poll(patience.silence().toMillis(), TimeUnit.MILLISECONDS);
    switch (event) {
      case null ->
          throw new HttpTimeoutException(
              "nothing came for %d s".formatted(patience.silence().toSeconds()));
      case Event.Pieces(List<ByteBuffer> buffers) -> {
        pieces.addAll(buffers);
        request();
      }
      case Event.Failed(IOException reason) -> throw reason;
      case Event.Failed(Throwable reason) ->
          throw new IOException("the connection broke: " + reason, reason);
      case Event.Ended() -> ended = true;
    }
  }

  private void count(int bytes) throws HttpTimeoutException {
    windowBytes += bytes;
    long now = System.nanoTime();
    if (now - windowStart < patience.window().toNanos()) {
      return;
    }
    if (windowBytes < patience.leastBytes()) {
      throw new HttpTimeoutException(
          "only %,d bytes came in %d s".formatted(windowBytes, patience.window().toSeconds()));
    }
    windowStart = now;
    windowBytes = 0;
  }

  /**
   * All of it.
   *
   * @throws HubException if it has more than {@code limit} bytes
   */
  byte[] bytes(int limit, String what) throws IOException, InterruptedException {
    byte[] all = new byte[1 << 14];
    int filled = 0;
    for (ByteBuffer piece = next(); piece != null; piece = next()) {
      int bytes = piece.remaining();
      if (bytes > limit - filled) {
        cancel();
        throw new HubException(
            "%s: the hub answers with more than %,d bytes".formatted(what, limit));
      }
      if (bytes > all.length - filled) {
        all = Arrays.copyOf(all, (int) Math.min(limit, 2L * (filled + bytes)));
      }
      piece.get(all, filled, bytes);
      filled += bytes;
    }
    return Arrays.copyOf(all, filled);
  }

  /** Reads a short rest, so that the connection can be used again, and drops a long one. */
  void discard() throws InterruptedException {
    try {
      long rest = 1 << 14;
      for (ByteBuffer piece = next(); piece != null; piece = next()) {
        rest -= piece.remaining();
        if (rest < 0) {
          cancel();
          return;
        }
      }
    } catch (IOException e) {
      cancel(); // nobody wanted it
    }
  }

  /** Nothing more is wanted. */
  synchronized void cancel() {
    cancelled = true;
    if (subscription != null) {
      subscription.cancel();
    }
  }

  private synchronized void request() {
    if (subscription != null) {
      subscription.request(1);
    }
  }

  @Override
  public CompletionStage<TimedBody> getBody() {
    return CompletableFuture.completedFuture(this);
  }

  @Override
  public synchronized void onSubscribe(Flow.Subscription given) {
    subscription = given;
    if (cancelled) {
      given.cancel();
    } else {
      given.request(1);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    events.add(new Event.Pieces(buffers));
  }

  @Override
  public void onError(Throwable reason) {
    events.add(
        new Event.Failed(
            reason instanceof EOFException e
                ? new IOException("the connection was cut", e)
                : reason));
  }

  @Override
  public void onComplete() {
    events.add(new Event.Ended());
  }
}
