package dev.heed.models.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The steps of decoding that a tokenizer.json can name; {@code DecoderJson} reads them. */
final class TokenDecoders {
  private TokenDecoders() {}

  /**
   * Tokens spelled in the alphabet of {@link ByteLevel}; any other is its own text.
   *
   * @param plain tokens that are their own text even if they could be spelled so
   */
  record OfBytes(Set<String> plain) implements TokenDecoder {
    OfBytes {
      plain = Set.copyOf(plain);
    }

    @Override
    public Stage open(Stage next) {
      Utf8Stream text = new Utf8Stream();
      return new Stage() {
        @Override
        public void accept(String token) {
          pass(text.add(bytes(token)));
        }

        @Override
        public void finish() {
          pass(text.finish());
          next.finish();
        }

        private void pass(String complete) {
          if (!complete.isEmpty()) {
            next.accept(complete);
          }
        }
      };
    }

    @Override
    public boolean fuses() {
      return true;
    }

    @Override
    public byte[] bytes(String token) {
      if (plain.contains(token)) {
        return token.getBytes(StandardCharsets.UTF_8);
      }
      byte[] bytes = new byte[token.length()];
      for (int i = 0; i < bytes.length; i++) {
        int b = ByteLevel.toByte(token.charAt(i));
        if (b == ByteLevel.NONE) {
          return token.getBytes(StandardCharsets.UTF_8);
        }
        bytes[i] = (byte) b;
      }
      return bytes;
    }
  }

  /**
   * Spaces as a visible character; those of the first token go.
   *
   * @param strips whether they do
   */
  record OfSpaces(char replacement, boolean strips) implements TokenDecoder {
    @Override
    public Stage open(Stage next) {
      return new Mapped(next) {
        @Override
        String map(String token, boolean first) {
          return first && strips
              ? token.replace(Character.toString(replacement), "")
              : inMiddle(token);
        }
      };
    }

    @Override
    public String inMiddle(String token) {
      return token.replace(replacement, ' ');
    }
  }

  /** One text for another, within each token. */
  record Replaced(String wanted, String content) implements TokenDecoder {
    @Override
    public Stage open(Stage next) {
      return new Mapped(next) {
        @Override
        String map(String token, boolean first) {
          return inMiddle(token);
        }
      };
    }

    @Override
    public String inMiddle(String token) {
      return token.replace(wanted, content);
    }
  }

  /**
   * Tokens that stand for a byte ({@code <0x0A>}).
   *
   * @param byRun whether one invalid byte makes a replacement character of each byte of its run, as
   *     in Hugging Face's tokenizers; or only of itself, as in SentencePiece
   */
  record OfFallback(boolean byRun) implements TokenDecoder {
    @Override
    public Stage open(Stage next) {
      ByteArrayOutputStream run = new ByteArrayOutputStream();
      FallbackBytes characters = new FallbackBytes();
      return new Stage() {
        @Override
        public void accept(String token) {
          int b = UnknownText.byteOf(token);
          if (b == UnknownText.NONE) {
            end();
            next.accept(token);
          } else if (byRun) {
            run.write(b);
          } else {
            pass(characters.add(b));
          }
        }

        @Override
        public void finish() {
          end();
          next.finish();
        }

        private void end() {
          if (run.size() > 0) {
            pass(FallbackBytes.wholeRun(run.toByteArray()));
            run.reset();
          }
          pass(characters.finish());
        }

        private void pass(String text) {
          if (!text.isEmpty()) {
            next.accept(text);
          }
        }
      };
    }

    @Override
    public byte @Nullable [] bytes(String token) {
      int b = UnknownText.byteOf(token);
      return b == UnknownText.NONE ? null : new byte[] {(byte) b};
    }
  }

  /** All tokens are one text for the steps that follow. */
  static final class Fused implements TokenDecoder {
    @Override
    public Stage open(Stage next) {
      return next;
    }

    @Override
    public boolean fuses() {
      return true;
    }
  }

  /**
   * Takes a character from the ends of each token, or of the whole text if that came fused.
   *
   * @param left how many at most are taken at the beginning
   * @param right and at the end
   */
  record Stripped(char content, int left, int right, boolean whole) implements TokenDecoder {
    @Override
    public Stage open(Stage next) {
      return whole ? new WholeStrip(next) : new TokenStrip(next);
    }

    private final class TokenStrip extends Mapped {
      TokenStrip(Stage next) {
        super(next);
      }

      @Override
      String map(String token, boolean first) {
        int start = 0;
        while (start < Math.min(left, token.length()) && token.charAt(start) == content) {
          start++;
        }
        int end = token.length();
        while (end > start && token.length() - end < right && token.charAt(end - 1) == content) {
          end--;
        }
        return token.substring(start, end);
      }
    }

    private final class WholeStrip implements Stage {
      private final Stage next;
      private int leftToTake = left;

      /** Characters that go if the text ends behind them. */
      private int held;

      WholeStrip(Stage next) {
        this.next = next;
      }

      @Override
      public void accept(String token) {
        int start = 0;
        while (leftToTake > 0 && start < token.length() && token.charAt(start) == content) {
          start++;
          leftToTake--;
        }
        if (start < token.length()) {
          leftToTake = 0;
        }
        String text = Character.toString(content).repeat(held) + token.substring(start);
        int end = text.length();
        while (end > 0 && text.length() - end < right && text.charAt(end - 1) == content) {
          end--;
        }
        held = text.length() - end;
        if (end > 0) {
          next.accept(text.substring(0, end));
        }
      }

      @Override
      public void finish() {
        next.finish();
      }
    }
  }

  /** The end of a word is written in its last token; there a space is put, but for the last. */
  record OfSuffix(String suffix) implements TokenDecoder {
    @Override
    public Stage open(Stage next) {
      return new Stage() {
        private @Nullable String last;

        @Override
        public void accept(String token) {
          if (last != null) {
            next.accept(inMiddle(last));
          }
          last = token;
        }

        @Override
        public void finish() {
          if (last != null) {
            next.accept(last.replace(suffix, ""));
          }
          next.finish();
        }
      };
    }

    @Override
    public String inMiddle(String token) {
      return token.replace(suffix, " ");
    }
  }

  /** A space between all tokens: what happens where a file names no decoder. */
  static final class Spaced implements TokenDecoder {
    @Override
    public Stage open(Stage next) {
      return new Mapped(next) {
        @Override
        String map(String token, boolean first) {
          return first ? token : " " + token;
        }
      };
    }
  }

  /** A step that makes one text of one token. */
  abstract static class Mapped implements TokenDecoder.Stage {
    private final TokenDecoder.Stage next;
    private boolean first = true;

    Mapped(TokenDecoder.Stage next) {
      this.next = next;
    }

    abstract String map(String token, boolean isFirst);

    @Override
    public void accept(String token) {
      next.accept(map(token, first));
      first = false;
    }

    @Override
    public void finish() {
      next.finish();
    }
  }
}
