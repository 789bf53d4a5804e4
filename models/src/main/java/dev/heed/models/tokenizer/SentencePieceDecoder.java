package dev.heed.models.tokenizer;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Tokens of SentencePiece as text.
 *
 * @param leading which spaces at the beginning of a text go
 * @param unknown the unknown token, or null where it is like others
 * @param surface what is written for it
 */
record SentencePieceDecoder(Leading leading, @Nullable String unknown, String surface)
    implements TokenDecoder {
  /** Spaces at the beginning of a text. */
  enum Leading {
    STAYS,
    /** The one that was put there goes. */
    ONE_GOES,
    /** All go, as none can have been there. */
    ALL_GO
  }

  @Override
  public Stage open(Stage next) {
    FallbackBytes bytes = new FallbackBytes();
    return new Stage() {
      private boolean atBeginning = leading != Leading.STAYS;
      private boolean anyText;
      private boolean spaceGone;

      @Override
      public void accept(String token) {
        int b = UnknownText.byteOf(token);
        if (b != UnknownText.NONE) {
          pass(bytes.add(b));
          return;
        }
        pass(bytes.finish());
        atBeginning &= !anyText && !spaceGone;
        if (token.equals(unknown)) {
          pass(surface);
          return;
        }
        boolean drops = atBeginning && !token.isEmpty() && isSpace(token.charAt(0));
        spaceGone |= drops && leading == Leading.ONE_GOES;
        pass(inMiddle(drops ? token.substring(1) : token));
      }

      @Override
      public void finish() {
        pass(bytes.finish());
        next.finish();
      }

      private void pass(String text) {
        if (!text.isEmpty()) {
          anyText = true;
          next.accept(text);
        }
      }
    };
  }

  private static boolean isSpace(char c) {
    return c == MergingModel.SPACE || c == ' ';
  }

  @Override
  public boolean fuses() {
    return true;
  }

  @Override
  public String inMiddle(String token) {
    return token.replace(MergingModel.SPACE, ' ');
  }

  @Override
  public byte[] bytes(String token) {
    int b = UnknownText.byteOf(token);
    return b == UnknownText.NONE
        ? inMiddle(token).getBytes(StandardCharsets.UTF_8)
        : new byte[] {(byte) b};
  }
}
