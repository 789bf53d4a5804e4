package dev.heed.models.tune;

import dev.heed.models.arch.LearnedEncoder;
import dev.heed.models.data.TaggedData;
import dev.heed.models.tokenizer.Tokenizer;
import dev.heed.models.train.Forward;
import java.util.ArrayList;
import java.util.List;

/**
 * From words to their tags, by a model that is learned.
 *
 * @param labels that it tells apart
 * @param maxTokens most tokens of a sentence
 */
record TaggedWords(TagLabels labels, LearnedEncoder model, Tokenizer tokenizer, int maxTokens) {
  /** The tokens of each sentence. */
  List<WordTokens> encode(TaggedData data) {
    return data.sentences().stream()
        .map(sentence -> WordTokens.of(tokenizer, sentence.words(), maxTokens))
        .toList();
  }

  /** [tokens, tags] of each sentence. */
  float[][] logits(Forward forward, List<WordTokens> sentences) {
    return InOrder.run(forward, sentences.stream().map(WordTokens::text).toList(), model::logits);
  }

  /** The likeliest tag of each word. */
  List<List<String>> tags(Forward forward, List<WordTokens> sentences) {
    return tags(logits(forward, sentences), sentences);
  }

  /** The likeliest tag of each word, of such logits. */
  List<List<String>> tags(float[][] logits, List<WordTokens> sentences) {
    List<List<String>> tags = new ArrayList<>(logits.length);
    for (int s = 0; s < logits.length; s++) {
      tags.add(labels.likeliest(logits[s], sentences.get(s)));
    }
    return tags;
  }
}
