package dev.heed.models.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DepthTest {
  @ParameterizedTest
  @CsvSource({
    "classifier.weight,                            1",
    "2_Dense.linear.weight,                        1",
    "pooler.dense.weight,                          1",
    "encoder.layer.11.output.dense.weight,         0.5",
    "bert.encoder.layer.10.attention.self.key.bias, 0.25",
    "transformer.layer.0.ffn.lin1.weight,          0.000244140625",
    "model.layers.0.mlp.up_proj.weight,            0.000244140625",
    "transformer.h.11.attn.c_attn.weight,          0.5",
    "embeddings.word_embeddings.weight,            0.0001220703125",
    "model.embed_tokens.weight,                    0.0001220703125",
    "transformer.wpe.weight,                       0.0001220703125"
  })
  void eachLayerIsSlowerThanTheOneAbove(String parameter, double factor) {
    assertThat(Depth.rateFactor(parameter, 12, 0.5)).isCloseTo(factor, within(1e-12));
  }
}
