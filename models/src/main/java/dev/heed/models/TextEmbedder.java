package dev.heed.models;

import dev.heed.engine.op.Pooling;
import dev.heed.models.arch.EncoderModel;
import dev.heed.models.load.EmbeddingSettings;
import dev.heed.models.load.HeadChoice;
import dev.heed.models.load.ModelSource;
import dev.heed.models.tokenizer.Encoding;
import dev.heed.models.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns texts into vectors whose directions say what they mean.
 *
 * {@snippet :
 * try (TextEmbedder embedder = TextEmbedder.load("all-minilm-l6-v2")) {
 *   Embedding question = embedder.embedQuery("How do I get my money back?");
 *   List<Embedding> answers = embedder.embedPassages(List.of("Refunds take five days.", "We open at nine."));
 *   double similarity = question.cosine(answers.get(0));
 * }
 * }
 *
 * <p>Thread-safe. A batch may have any size and mix of lengths; nothing is padded, and a text's
 * vector is the same to the bit in every batch. An interrupted thread gets a {@link
 * dev.heed.models.arch.CancelledException} between two batches.
 */
public final class TextEmbedder implements AutoCloseable {
  private final TextRunner runner;
  private final Function<List<Encoding>, float[][]> vectors;
  private final Function<List<Encoding>, float[][]> pieceVectors;
  private final EmbeddingSettings settings;
  private final LongText longText;

  private TextEmbedder(TextRunner runner, EmbeddingSettings settings, LongText longText) {
    this.runner = runner;
    this.settings = settings;
    this.longText = longText;
    this.vectors = pass(settings.normalize());
    this.pieceVectors = pass(false);
  }

  /**
   * A built-in model by its name, such as {@code all-minilm-l6-v2}, or else a folder or file by its
   * path, or what {@code heed pull} brought by its name on the hub; on the best backend that is
   * installed.
   */
  public static TextEmbedder load(String nameOrPath) {
    return builder(nameOrPath).build();
  }

  /** A model's folder as Hugging Face has it, or an ONNX file, on the best backend installed. */
  public static TextEmbedder load(Path folderOrFile) {
    return builder(folderOrFile).build();
  }

  /** As {@link #load(String)}, with settings. */
  public static Builder builder(String nameOrPath) {
    return new Builder(() -> ModelSource.open(nameOrPath));
  }

  /** As {@link #load(Path)}, with settings. */
  public static Builder builder(Path folderOrFile) {
    return new Builder(() -> ModelSource.open(folderOrFile));
  }

  /** A model with the changes of an adapter in the layout of PEFT merged into its weights. */
  public static Builder builder(Path base, Path adapter) {
    return new Builder(() -> ModelSource.open(base, adapter));
  }

  /** The vector of one text: [dimension]. */
  public Embedding embed(String text) {
    return embed(List.of(text)).getFirst();
  }

  /** The vectors of texts, [dimension] each, in their order. */
  public List<Embedding> embed(List<String> texts) {
    return embed(settings.textPrefix(), texts);
  }

  /**
   * The vector of a question, [dimension], behind the model's prefix for questions if it has one.
   */
  public Embedding embedQuery(String query) {
    return embed(settings.queryPrefix(), List.of(query)).getFirst();
  }

  /** The vectors of questions, [dimension] each, in their order. */
  public List<Embedding> embedQueries(List<String> queries) {
    return embed(settings.queryPrefix(), queries);
  }

  /** The vector of what is searched, [dimension], behind the model's prefix for that if any. */
  public Embedding embedPassage(String passage) {
    return embed(settings.passagePrefix(), List.of(passage)).getFirst();
  }

  /** The vectors of what is searched, [dimension] each, in their order. */
  public List<Embedding> embedPassages(List<String> passages) {
    return embed(settings.passagePrefix(), passages);
  }

  /** Length of the vectors. */
  public int dimension() {
    return runner.model().spec().width();
  }

  /** Longest text in tokens, special tokens included. */
  public int maxTokens() {
    return runner.maxTokens();
  }

  /** How vectors are made. */
  public EmbeddingSettings settings() {
    return settings;
  }

  /** The tokenizer, with this embedder's limit: to count tokens beforehand. */
  public Tokenizer tokenizer() {
    return runner.tokenizer();
  }

  /** The model underneath; closed with this embedder. */
  public EncoderModel model() {
    return runner.model();
  }

  private List<Embedding> embed(String prefix, List<String> texts) {
    for (int t = 0; t < texts.size(); t++) {
      int place = t;
      // Behind a prefix it would be the word "null".
      Objects.requireNonNull(texts.get(t), () -> "text " + place + " is null");
    }
    return switch (longText) {
      case TRUNCATE -> embed(texts.size(), i -> prefix + texts.get(i), vectors);
      case AVERAGE -> embedWhole(prefix, texts);
    };
  }

  private Function<List<Encoding>, float[][]> pass(boolean normalize) {
    return runner.pass(batch -> runner.model().embed(batch, settings.pooling(), normalize));
  }

  private List<Embedding> embed(
      int count, IntFunction<String> text, Function<List<Encoding>, float[][]> pass) {
    return runner.run(
        count,
        i -> runner.encode(text.apply(i)),
        pass,
        (encoding, row) -> new Embedding(row, encoding.size(), encoding.truncated()));
  }

  /** Texts that fit as ever; of the others, the pieces. */
  private List<Embedding> embedWhole(String prefix, List<String> texts) {
    int room = runner.room(prefix);
    List<List<String>> pieces =
        texts.stream()
            .map(text -> TextPieces.of(runner.normalized(text), runner.tokenizer(), room))
            .toList();
    List<String> fitting = new ArrayList<>();
    List<String> parts = new ArrayList<>();
    for (List<String> text : pieces) {
      (text.size() == 1 ? fitting : parts).addAll(text);
    }
    Iterator<Embedding> whole =
        embed(fitting.size(), i -> prefix + fitting.get(i), vectors).iterator();
    Iterator<Embedding> cut =
        embed(parts.size(), i -> prefix + parts.get(i), pieceVectors).iterator();
    List<Embedding> results = new ArrayList<>(texts.size());
    for (List<String> text : pieces) {
      results.add(text.size() == 1 ? whole.next() : average(cut, text.size()));
    }
    return results;
  }

  /** The mean of the next vectors, each counting as many times as it has tokens. */
  private Embedding average(Iterator<Embedding> pieces, int count) {
    double[] sum = new double[dimension()];
    int tokens = 0;
    boolean truncated = false;
    for (int p = 0; p < count; p++) {
      Embedding piece = pieces.next();
      tokens += piece.tokens();
      truncated |= piece.truncated();
      for (int d = 0; d < sum.length; d++) {
        sum[d] += (double) piece.tokens() * piece.vector()[d];
      }
    }
    double length = tokens;
    if (settings.normalize()) {
      length = Math.max(Math.sqrt(Arrays.stream(sum).map(x -> x * x).sum()), Double.MIN_NORMAL);
    }
    float[] vector = new float[sum.length];
    for (int d = 0; d < sum.length; d++) {
      vector[d] = (float) (sum[d] / length);
    }
    return new Embedding(vector, tokens, truncated);
  }

  /** Waits for running work, then gives the memory back. Later use is an error. */
  @Override
  public void close() {
    runner.close();
  }

  /** Settings that differ from the model's own. */
  public static final class Builder {
    private final Supplier<ModelSource> opener;
    private ModelOptions options = ModelOptions.DEFAULT;
    private LongText longText = LongText.TRUNCATE;
    private @Nullable Pooling pooling;
    private @Nullable Boolean normalize;
    private @Nullable String queryPrefix;
    private @Nullable String passagePrefix;

    private Builder(Supplier<ModelSource> opener) {
      this.opener = opener;
    }

    /** Backend, limits, concurrency. */
    public Builder options(ModelOptions choice) {
      this.options = choice;
      return this;
    }

    /** How the states of a text become one vector. */
    public Builder pooling(Pooling choice) {
      this.pooling = choice;
      return this;
    }

    /** Whether vectors are scaled to length 1. */
    public Builder normalize(boolean choice) {
      this.normalize = choice;
      return this;
    }

    /**
     * Put before questions; empty for none. Built-in models bring theirs. A folder has those that
     * its config_sentence_transformers.json writes as prompts, and else none: to the published
     * folders of E5, which write none, give {@code "query: "} and, as {@link #passagePrefix},
     * {@code "passage: "}.
     */
    public Builder queryPrefix(String prefix) {
      this.queryPrefix = prefix;
      return this;
    }

    /** Put before what is searched; empty for none; see {@link #queryPrefix}. */
    public Builder passagePrefix(String prefix) {
      this.passagePrefix = prefix;
      return this;
    }

    /** What becomes of texts that are too long. */
    public Builder longText(LongText choice) {
      this.longText = choice;
      return this;
    }

    /** Reads the files and loads the model; the files are closed again. */
    public TextEmbedder build() {
      try (ModelSource source = opener.get()) {
        EmbeddingSettings own = source.embedding();
        EmbeddingSettings settings =
            new EmbeddingSettings(
                pooling == null ? own.pooling() : pooling,
                normalize == null ? own.normalize() : normalize,
                own.maxTokens(),
                own.textPrefix(),
                queryPrefix == null ? own.queryPrefix() : queryPrefix,
                passagePrefix == null ? own.passagePrefix() : passagePrefix);
        TextRunner runner = TextRunner.load(source, HeadChoice.NONE, options, 1, own.maxTokens());
        return new TextEmbedder(runner, settings, longText);
      }
    }
  }
}
