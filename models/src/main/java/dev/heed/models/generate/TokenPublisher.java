package dev.heed.models.generate;

import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;

/** Gives the tokens of an answer to its first subscriber, and an error to any other. */
final class TokenPublisher implements Flow.Publisher<GeneratedToken> {
  private static final Flow.Subscription NOTHING =
      new Flow.Subscription() {
        @Override
        public void request(long count) {}

        @Override
        public void cancel() {}
      };

  private final TokenStream stream;
  private final Executor executor;

  TokenPublisher(TokenStream stream, Executor executor) {
    this.stream = stream;
    this.executor = executor;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super GeneratedToken> subscriber) {
    Objects.requireNonNull(subscriber, "subscriber");
    try {
      stream.claim(TokenStream.Reader.SUBSCRIBER);
    } catch (IllegalStateException e) {
      refuse(subscriber, e);
      return;
    }
    new TokenSubscription(stream, executor, subscriber).start();
  }

  /** Rule 1.9: even an error comes after a subscription. */
  static void refuse(Flow.Subscriber<? super GeneratedToken> subscriber, RuntimeException why) {
    subscriber.onSubscribe(NOTHING);
    subscriber.onError(why);
  }
}
