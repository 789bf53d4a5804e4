package dev.heed.models.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A step from tokens to text. It works on one token after the other, so that a text can be read
 * while its tokens are still being made.
 */
interface TokenDecoder {
  /** Takes the tokens of one sequence, or what a step before made of them. */
  interface Stage {
    void accept(String token);

    /** No token follows. */
    void finish();
  }

  /** Begins a sequence, whose result goes to {@code next}. */
  Stage open(Stage next);

  /** Whether its result is one text, however it comes in parts. */
  default boolean fuses() {
    return false;
  }

  /** What becomes of a token in the middle of a text. */
  default String inMiddle(String token) {
    return token;
  }

  /** The bytes that a token stands for, if this step is what turns tokens to bytes. */
  default byte @Nullable [] bytes(String token) {
    return null;
  }

  /** All of {@code steps}, in order. */
  static TokenDecoder of(List<TokenDecoder> steps) {
    return new DecoderChain(steps);
  }

  /** Several steps as one. */
  record DecoderChain(List<TokenDecoder> steps) implements TokenDecoder {
    public DecoderChain {
      steps = List.copyOf(steps);
    }

    @Override
    public Stage open(Stage next) {
      Stage first = next;
      for (TokenDecoder step : steps.reversed()) {
        first = step.open(first);
      }
      return first;
    }

    @Override
    public boolean fuses() {
      return steps.stream().anyMatch(TokenDecoder::fuses);
    }

    @Override
    public String inMiddle(String token) {
      String text = token;
      for (TokenDecoder step : steps) {
        text = step.inMiddle(text);
      }
      return text;
    }

    @Override
    public byte[] bytes(String token) {
      String text = token;
      for (TokenDecoder step : steps) {
        byte[] bytes = step.bytes(text);
        if (bytes != null) {
          return bytes;
        }
        text = step.inMiddle(text);
      }
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }
}
