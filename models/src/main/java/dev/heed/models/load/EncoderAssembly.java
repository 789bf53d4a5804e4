package dev.heed.models.load;

import dev.heed.engine.op.Activation;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.arch.EncoderLayers;
import dev.heed.models.arch.Head;
import dev.heed.models.nn.Dense;
import dev.heed.models.nn.Embeddings;
import dev.heed.models.nn.EncoderLayer;
import dev.heed.models.nn.FeedForward;
import dev.heed.models.nn.RowNorm;
import dev.heed.models.nn.SelfAttention;
import dev.heed.models.spec.HeadSpec;
import dev.heed.models.spec.NameMap;
import dev.heed.models.spec.Part;
import dev.heed.models.spec.TransformerSpec;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Builds the layers that a spec describes from the parameters of a checkpoint.
 *
 * @param names where the parameters are
 * @param reader brings them to the backend
 */
record EncoderAssembly(TransformerSpec spec, NameMap names, ParameterReader reader) {
  EncoderLayers layers() {
    Embeddings embeddings = embeddings();
    List<EncoderLayer> layers = IntStream.range(0, spec.layers()).mapToObj(this::layer).toList();
    @Nullable Dense pooler = spec.pooler() ? square(Part.POOLER, Activation.TANH) : null;
    return new EncoderLayers(embeddings, layers, pooler, head());
  }

  private Embeddings embeddings() {
    int width = spec.width();
    Tensor words = reader.table(names.module(Part.WORDS), spec.vocabulary(), width);
    Tensor positions = reader.table(names.module(Part.POSITIONS), spec.positions().rows(), width);
    @Nullable Tensor types =
        spec.tokenTypes() > 0
            ? reader.table(names.module(Part.TOKEN_TYPES), spec.tokenTypes(), width)
            : null;
    return new Embeddings(words, positions, types, norm(names.module(Part.EMBEDDING_NORM)));
  }

  private EncoderLayer layer(int l) {
    int width = spec.width();
    int inner = spec.feedForward().width();
    Dense queryKeyValue =
        reader.dense(
            List.of(
                names.module(Part.QUERY, l),
                names.module(Part.KEY, l),
                names.module(Part.VALUE, l)),
            width,
            width,
            Activation.IDENTITY);
    Dense out =
        reader.dense(names.module(Part.ATTENTION_OUT, l), width, width, Activation.IDENTITY);
    RowNorm attentionNorm = norm(names.module(Part.ATTENTION_NORM, l));
    Dense up =
        reader.dense(names.module(Part.UP, l), width, inner, spec.feedForward().activation());
    Dense down = reader.dense(names.module(Part.DOWN, l), inner, width, Activation.IDENTITY);
    return new EncoderLayer(
        new SelfAttention(spec.attention().heads(), queryKeyValue, out),
        attentionNorm,
        new FeedForward(up, down),
        norm(names.module(Part.FEED_FORWARD_NORM, l)));
  }

  private Head head() {
    return switch (spec.head()) {
      case HeadSpec.None none -> new Head.None();
      case HeadSpec.SequenceClassification head -> {
        @Nullable Activation hidden = head.hidden();
        yield new Head.OfSequences(
            hidden == null ? null : square(Part.HEAD_DENSE, hidden), labels(head.labels().size()));
      }
      case HeadSpec.Pooled head -> new Head.OfPooled(head.pooling(), labels(head.labels().size()));
      case HeadSpec.TokenClassification head ->
          new Head.OfTokens(null, null, labels(head.labels().size()));
      case HeadSpec.MaskedLanguage head -> masked(head);
    };
  }

  private Head masked(HeadSpec.MaskedLanguage head) {
    Dense dense = square(Part.HEAD_DENSE, head.activation());
    RowNorm norm = norm(names.module(Part.HEAD_NORM));
    String decoder = names.module(head.tied() ? Part.WORDS : Part.HEAD_OUT);
    Dense out =
        new Dense(
            reader.packed(List.of(decoder), spec.width(), spec.vocabulary()),
            reader.bias(names.module(Part.HEAD_OUT_BIAS), spec.vocabulary()),
            Activation.IDENTITY);
    return new Head.OfTokens(dense, norm, out);
  }

  private Dense labels(int count) {
    return reader.dense(names.module(Part.HEAD_OUT), spec.width(), count, Activation.IDENTITY);
  }

  private Dense square(Part part, Activation activation) {
    return reader.dense(names.module(part), spec.width(), spec.width(), activation);
  }

  private RowNorm norm(String module) {
    return reader.norm(module, spec.width(), spec.norm());
  }
}
