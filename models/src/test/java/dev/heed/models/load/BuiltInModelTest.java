package dev.heed.models.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.engine.op.Pooling;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the jars do not tell, by the cards of sentence-transformers/all-MiniLM-L6-v2,
 * BAAI/bge-small-en-v1.5 and intfloat/e5-small-v2.
 */
class BuiltInModelTest {
  @ParameterizedTest
  @CsvSource({
    "all-minilm-l6-v2, MEAN, 256, '', ''",
    "all-minilm-l6-v2-q, MEAN, 256, '', ''",
    "bge-small-en-v15, CLS, 512, 'Represent this sentence for searching relevant passages: ', ''",
    "bge-small-en-v15-q, CLS, 512, 'Represent this sentence for searching relevant passages: ', ''",
    "e5-small-v2, MEAN, 512, 'query: ', 'passage: '",
    "e5-small-v2-q, MEAN, 512, 'query: ', 'passage: '",
  })
  void eachIsUsedAsItWasTrained(
      String name, Pooling pooling, int maxTokens, String query, String passage) {
    assertThat(BuiltInModel.named(name).orElseThrow().settings())
        .isEqualTo(new EmbeddingSettings(pooling, true, maxTokens, "", query, passage));
  }
}
