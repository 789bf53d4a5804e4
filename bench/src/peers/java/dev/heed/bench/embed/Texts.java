package dev.heed.bench.embed;

import dev.heed.models.TextEmbedder;
import dev.heed.models.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Texts of known length: words of the model's own vocabulary, one token each, drawn with a fixed
 * seed. What they say does not matter for the time.
 */
final class Texts {
  private final List<String> words = new ArrayList<>();
  private final Random random = new Random(42);

  Texts() {
    try (TextEmbedder embedder = TextEmbedder.load("all-minilm-l6-v2")) {
      Tokenizer tokenizer = embedder.tokenizer();
      for (int id = 0; id < tokenizer.vocabularySize(); id++) {
        tokenizer.idToToken(id).filter(token -> token.matches("[a-z]{3,}")).ifPresent(words::add);
      }
    }
  }

  /** One text of so many tokens, [CLS] and [SEP] among them. */
  String ofTokens(int tokens) {
    StringBuilder text = new StringBuilder();
    for (int t = 0; t < tokens - 2; t++) {
      text.append(t == 0 ? "" : " ").append(words.get(random.nextInt(words.size())));
    }
    return text.toString();
  }

  /** Texts of 8 to 128 tokens, each length as likely as any other. */
  List<String> mixed(int count) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.add(ofTokens(8 + random.nextInt(121)));
    }
    return texts;
  }
}
