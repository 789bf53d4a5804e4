package dev.heed.models.load;

import dev.heed.models.spec.Config;
import dev.heed.models.spec.Families;
import dev.heed.models.spec.Family;
import dev.heed.models.spec.ModelException;
import dev.heed.models.spec.TransformerSpec;
import java.util.List;
import java.util.function.Function;

/**
 * A configuration beside an ONNX graph knows more than the graph (heads, labels), and must not
 * contradict it: the model would run, and give other vectors.
 */
final class GraphAgreement {
  private static final List<Trait> TRAITS =
      List.of(
          new Trait("vocab_size", "vocab_size", TransformerSpec::vocabulary),
          new Trait("hidden_size", "dim", TransformerSpec::width),
          new Trait("num_hidden_layers", "n_layers", TransformerSpec::layers),
          new Trait("num_attention_heads", "n_heads", spec -> spec.attention().heads()),
          new Trait("intermediate_size", "hidden_dim", spec -> spec.feedForward().width()),
          new Trait("hidden_act", "activation", spec -> spec.feedForward().activation()),
          new Trait("layer_norm_eps", "layer_norm_eps", spec -> spec.norm().epsilon()),
          new Trait(
              "max_position_embeddings",
              "max_position_embeddings",
              spec -> spec.positions().rows()),
          new Trait("pad_token_id", "pad_token_id", TransformerSpec::positions),
          new Trait("type_vocab_size", "type_vocab_size", TransformerSpec::tokenTypes));

  private GraphAgreement() {}

  /**
   * What a configuration and a graph both say.
   *
   * @param key in the configuration of most families
   * @param distilBert key in that of DistilBERT
   */
  private record Trait(String key, String distilBert, Function<TransformerSpec, Object> of) {
    String keyOf(TransformerSpec spec) {
      return spec.family().equals("distilbert") ? distilBert : key;
    }
  }

  /**
   * Compares the encoders that both describe.
   *
   * @param said what the file says
   * @param graph what the graph does, in the same spelling
   * @throws ModelException naming the first key on which they differ
   */
  static void check(Config said, Config graph) {
    Family family = Families.of(said);
    if (!family.equals(Families.of(graph))) {
      throw contradiction(said, graph, "model_type", said.modelType(), graph.modelType());
    }
    TransformerSpec spec = family.body(said);
    TransformerSpec computed = family.body(graph);
    for (Trait trait : TRAITS) {
      Object expected = trait.of().apply(computed);
      Object found = trait.of().apply(spec);
      if (!expected.equals(found)) {
        throw contradiction(said, graph, trait.keyOf(spec), found, expected);
      }
    }
  }

  private static ModelException contradiction(
      Config said, Config graph, String key, Object found, Object expected) {
    return new ModelException(
        "%s: by its config.json '%s' is %s, by the graph of %s it is %s; they belong to different models"
            .formatted(said.origin(), key, found, graph.origin(), expected));
  }
}
