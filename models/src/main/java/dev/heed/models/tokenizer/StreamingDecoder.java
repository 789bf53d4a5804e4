package dev.heed.models.tokenizer;

import java.util.function.IntFunction;
import java.util.function.IntPredicate;

/**
 * Text from token ids that come one at a time, as a model makes them. What {@link #add} and {@link
 * #finish} return is, put together, what {@link Tokenizer#decode(int[], boolean)} gives for all
 * ids: a character appears when its last byte is there, never half of it. One exception: by the
 * rule of a tokenizer.json's ByteFallback, tokens of bytes that follow each other are characters
 * all together or not at all, so these appear when their run ends.
 *
 * {@snippet :
 * StreamingDecoder decoder = tokenizer.streamingDecoder(false);
 * while (…) {
 *   out.print(decoder.add(nextId()));
 * }
 * out.print(decoder.finish());
 * }
 *
 * <p>To go on behind a text, feed its ids first and leave out what they return. For one thread.
 */
public final class StreamingDecoder {
  private final StringBuilder text = new StringBuilder();
  private final IntFunction<String> tokens;
  private final IntPredicate leftOut;
  private final TokenDecoder.Stage stage;
  private boolean finished;

  /**
   * @param tokens the token of an id, or an exception
   * @param leftOut the ids that stand for no text
   */
  StreamingDecoder(TokenDecoder decoder, IntFunction<String> tokens, IntPredicate leftOut) {
    this.tokens = tokens;
    this.leftOut = leftOut;
    this.stage =
        decoder.open(
            new TokenDecoder.Stage() {
              @Override
              public void accept(String part) {
                text.append(part);
              }

              @Override
              public void finish() {}
            });
  }

  /**
   * The text that is complete now and was not before; often a word, at times nothing.
   *
   * @throws IllegalArgumentException if the id names no token
   * @throws IllegalStateException after {@link #finish}
   */
  public String add(int id) {
    if (finished) {
      throw new IllegalStateException("the decoder is finished; begin another");
    }
    String token = tokens.apply(id);
    if (!leftOut.test(id)) {
      stage.accept(token);
    }
    return taken();
  }

  /** What was held back: no id follows. A second call returns nothing. */
  public String finish() {
    if (finished) {
      return "";
    }
    finished = true;
    stage.finish();
    return taken();
  }

  private String taken() {
    String part = text.toString();
    text.setLength(0);
    return part;
  }
}
