package dev.heed.models.load;

import dev.heed.models.checkpoint.AdapterFiles;
import dev.heed.models.checkpoint.Checkpoint;
import dev.heed.models.checkpoint.ModelFiles;
import dev.heed.models.checkpoint.ModelResource;
import dev.heed.models.checkpoint.SentenceSettings;
import dev.heed.models.data.TableScores;
import dev.heed.models.data.TextNormalization;
import dev.heed.models.hub.HubCache;
import dev.heed.models.hub.ModelReference;
import dev.heed.models.spec.Config;
import dev.heed.models.spec.Families;
import dev.heed.models.spec.HeadSpec;
import dev.heed.models.spec.ModelException;
import dev.heed.models.tokenizer.Tokenizer;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * A model as its files have it: configuration, tensors, tokenizer and what it says about
 * embeddings. Open until closed; needed only while a model is loaded. What a caller does not ask
 * for is not read, and so cannot be in the way.
 */
public final class ModelSource implements AutoCloseable {
  private static final String TOKENIZER_CONFIG = "tokenizer_config.json";

  /** The largest tokenizer.json in use have 35 MB. */
  static final int LONGEST_TOKENIZER = 128 << 20;

  private final String name;
  private final ModelFiles files;
  private final Config config;
  private final Checkpoint checkpoint;
  private final Optional<SentenceSettings> sentenceSettings;
  private final @Nullable EmbeddingSettings embedding;

  /** An adapter's own; null for that of the files. */
  private final @Nullable TextNormalization normalization;

  /** Where an adapter's tokenizer cuts; 0 where it does not say, and for that of the files. */
  private final int tokenizerLimit;

  private ModelSource(String name, ModelFiles files, @Nullable EmbeddingSettings embedding) {
    this.name = name;
    this.files = files;
    this.config = new Config(files.origin(), files.config());
    this.checkpoint = files.checkpoint();
    this.sentenceSettings = files.sentenceSettings();
    this.embedding = embedding;
    this.normalization = null;
    this.tokenizerLimit = 0;
  }

  /** What an adapter makes of its base. */
  private ModelSource(ModelSource base, AdapterFiles adapter, Path folder) {
    this.name = adapter.origin();
    this.files = base.files;
    this.config = AdaptedConfig.of(base.config, adapter);
    this.checkpoint = Adapter.of(adapter, base.checkpoint, base.config).merged();
    this.sentenceSettings = adapter.sentenceSettings().or(() -> base.sentenceSettings);
    this.embedding = adapter.sentenceSettings().isPresent() ? null : base.embedding;
    this.tokenizerLimit = tokenizerLimit(adapter.file(TOKENIZER_CONFIG));
    Path own = folder.resolve(TextNormalization.FILE);
    this.normalization = Files.isRegularFile(own) ? TextNormalization.load(own) : null;
  }

  /** Takes the files over: they are closed with the source, or at once if they do not fit. */
  private static ModelSource of(
      String name, ModelFiles files, @Nullable EmbeddingSettings embedding) {
    try {
      ModelSource source = new ModelSource(name, files, embedding);
      files
          .graph()
          .ifPresent(graph ->
              GraphAgreement.check(source.config, new Config(files.checkpoint().origin(), graph)));
      return source;
    } catch (RuntimeException | Error e) {
      files.close();
      throw e;
    }
  }

  /**
   * A built-in model by its name, or else a folder or file as {@link #locate} finds it.
   *
   * @throws ModelException when it is none of these
   */
  public static ModelSource open(String nameOrPath) {
    Optional<BuiltInModel> builtIn = BuiltInModel.named(nameOrPath);
    return builtIn.isPresent() ? open(builtIn.get()) : open(locate(nameOrPath));
  }

  /**
   * The folder or file of a model that is not built in: the path itself where something is there,
   * else what was pulled from a hub as {@code ORG/MODEL} or {@code ORG/MODEL:FILE}. Nothing is
   * downloaded.
   *
   * @throws ModelException when it is neither
   */
  public static Path locate(String nameOrPath) {
    Path path = path(nameOrPath);
    return path != null && !Files.notExists(path)
        ? path
        : locate(nameOrPath, HubCache.fromEnvironment());
  }

  /** Of a name that is no path. */
  static Path locate(String name, HubCache cache) {
    Optional<ModelReference> reference = ModelReference.parse(name);
    return reference
        .flatMap(cache::find)
        .orElseThrow(() ->
            new ModelException(
                "model '%s' is neither a file or folder nor one of the built-in models: %s%s"
                    .formatted(
                        name,
                        BuiltInModel.names(),
                        reference
                            .filter(model -> name.contains("/"))
                            .map(model -> "; to download it: heed pull " + model)
                            .orElse(""))));
  }

  /**
   * A folder as Hugging Face has it, or an ONNX file with its tokenizer beside it.
   *
   * @throws dev.heed.models.checkpoint.CheckpointException when a file cannot be read
   * @throws ModelException when the configuration contradicts the graph of an ONNX file
   */
  public static ModelSource open(Path folderOrFile) {
    return AdapterFiles.isAdapter(folderOrFile)
        ? adapted(folderOrFile)
        : of(folderOrFile.toString(), ModelFiles.open(folderOrFile), null);
  }

  /** An adapter over the base that it names. */
  private static ModelSource adapted(Path adapter) {
    String base;
    try (AdapterFiles files = AdapterFiles.open(adapter)) {
      base = AdapterSettings.of(files).base();
    }
    if (base.isEmpty()) {
      throw new ModelException(
          "%s: does not name the model that it changes: base_model_name_or_path in its adapter_config.json is missing"
              .formatted(adapter));
    }
    ModelSource source;
    try {
      source = openBase(adapter, base);
    } catch (ModelException e) {
      throw new ModelException(
          "%s: the model that it changes is not found, as base_model_name_or_path in its adapter_config.json names it: %s"
              .formatted(adapter, e.getMessage()),
          e);
    }
    return source.with(adapter);
  }

  /** Adapters over adapters could go on for ever. */
  private static ModelSource openBase(Path adapter, String base) {
    Path path = path(base);
    if (path != null && AdapterFiles.isAdapter(path)) {
      throw new ModelException(
          "%s: its base '%s' is itself an adapter; merge that one first".formatted(adapter, base));
    }
    return open(base);
  }

  /**
   * A model with an adapter's changes merged into its weights, which become F32 where there is one:
   * as if it had been saved so. The adapter may bring a head of its own and the names of its
   * labels.
   *
   * @param base a folder or file
   * @param adapter a folder in the layout of PEFT
   * @throws ModelException if the adapter does not fit the base
   */
  public static ModelSource open(Path base, Path adapter) {
    return open(base).with(adapter);
  }

  /** Takes this over: it is closed with the result, or at once if they do not fit. */
  private ModelSource with(Path adapter) {
    try {
      AdapterFiles changes = AdapterFiles.open(adapter);
      try {
        return new ModelSource(this, changes, adapter);
      } catch (RuntimeException | Error e) {
        changes.close();
        throw e;
      }
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** A model from a jar on the class path. */
  public static ModelSource open(BuiltInModel model) {
    return of(model.name(), model.files(), model.settings());
  }

  /** What error texts call the model. */
  public String name() {
    return name;
  }

  /** Its settings. */
  public Config config() {
    return config;
  }

  /**
   * The head that its configuration names.
   *
   * @throws ModelException when that is not supported
   */
  public HeadSpec head() {
    HeadSpec own = Families.of(config).head(config);
    return own instanceof HeadSpec.None ? pooled().map(HeadSpec.class::cast).orElse(own) : own;
  }

  /** A dense layer behind the pooling gives logits where the configuration names its labels. */
  private Optional<HeadSpec.Pooled> pooled() {
    return sentenceSettings
        .filter(settings -> config.namesLabels() && settings.dense().isPresent())
        .map(settings -> PooledHeads.of(settings, config));
  }

  /**
   * The longest text that its head was made for, special tokens included; 0 for the limit of its
   * positions.
   */
  public int maxTokens() {
    return switch (head()) {
      case HeadSpec.Pooled pooled -> longestSentence();
      case HeadSpec.TokenClassification tokens -> longestOfTokenizer();
      case HeadSpec.MaskedLanguage words -> longestOfTokenizer();
      case HeadSpec.SequenceClassification texts -> 0;
      case HeadSpec.None none -> 0;
    };
  }

  /** An adapter's own goes before what sentence-transformers says of its base. */
  private int longestOfTokenizer() {
    if (tokenizerLimit > 0) {
      return tokenizerLimit;
    }
    int sentence = longestSentence();
    return sentence > 0 ? sentence : tokenizerLimit(file(TOKENIZER_CONFIG));
  }

  /** As transformers has it, which writes 1e30 for no limit. */
  private static int tokenizerLimit(Optional<ModelResource> file) {
    JsonNode longest =
        file.map(known -> known.json().path("model_max_length"))
            .orElseGet(MissingNode::getInstance);
    return longest.isIntegralNumber() && longest.canConvertToInt()
        ? Math.max(0, longest.asInt())
        : 0;
  }

  /**
   * Where sentence-transformers cuts texts, in tokens, special ones included; 0 where it does not
   * say.
   */
  public int longestSentence() {
    return embedding != null
        ? embedding.maxTokens()
        : sentenceSettings.map(settings -> settings.maxTokens().orElse(0)).orElse(0);
  }

  /** Its tensors; closed with this source. */
  public Checkpoint checkpoint() {
    return checkpoint;
  }

  /**
   * Its tokenizer, or empty where it comes without one.
   *
   * @throws dev.heed.models.tokenizer.TokenizerFormatException when it is damaged or of a kind that
   *     is not supported
   */
  public Optional<Tokenizer> tokenizer() {
    return Tokenizers.of(files);
  }

  /**
   * Its tokenizer.
   *
   * @throws ModelException when there is none
   */
  public Tokenizer requireTokenizer() {
    return tokenizer()
        .orElseThrow(() ->
            new ModelException(
                "model '%s' comes without a tokenizer; put its tokenizer.json or vocab.txt beside it"
                    .formatted(name)));
  }

  /**
   * How it makes embeddings: what sentence-transformers wrote beside it, or else the mean over all
   * tokens, scaled to length 1.
   *
   * @throws ModelException when it needs a step that is not supported
   */
  public EmbeddingSettings embedding() {
    if (embedding != null) {
      return embedding;
    }
    Optional<SentenceSettings> written = sentenceSettings;
    if (written.isEmpty()) {
      return EmbeddingSettings.MEAN;
    }
    if (written.get().lowercase() && !tokenizerLowersCase()) {
      throw new ModelException(
          "%s: sentence_bert_config.json sets do_lower_case, and its tokenizer_config.json does not; putting texts into lower case before the tokenizer is not supported"
              .formatted(files.origin()));
    }
    return EmbeddingSettings.of(written.get(), files.origin());
  }

  /** Then texts may come in any case. */
  private boolean tokenizerLowersCase() {
    return files
        .tokenizerConfig()
        .filter(config -> config.path("do_lower_case").asBoolean(false))
        .isPresent();
  }

  /**
   * What is done to texts before they are tokenized: what a tuning wrote beside the model, or
   * nothing.
   *
   * @throws dev.heed.models.data.DataException when that file is damaged
   */
  public TextNormalization normalization() {
    if (normalization != null) {
      return normalization;
    }
    return files
        .path(TextNormalization.FILE)
        .map(TextNormalization::load)
        .orElse(TextNormalization.NONE);
  }

  /**
   * What columns beside a text add to its logits, as a tuning wrote it beside the model; empty for
   * most.
   *
   * @throws dev.heed.models.data.DataException when that file is damaged
   */
  public Optional<TableScores> tableScores() {
    return files.path(TableScores.FILE).map(TableScores::load);
  }

  /** What it says about the texts that it generates. */
  public GenerationSettings generation() {
    return GenerationSettings.of(files, config);
  }

  /** What sentence-transformers wrote beside it says how it makes embeddings; or it is built in. */
  public boolean saysHowToEmbed() {
    return embedding != null || sentenceSettings.isPresent();
  }

  /**
   * A small file beside the weights, such as {@code generation_config.json}.
   *
   * @param name within the folder
   */
  public Optional<ModelResource> file(String name) {
    return name.equals("tokenizer.json") ? files.tokenizerJson() : files.file(name);
  }

  /** True for a GGUF or llama2.c file: it stores weights and tokenizer in another form. */
  public boolean isForeign() {
    return files.ggufMetadata().isPresent() || config.part("heed") != null;
  }

  /** Closes the files; loaded models do not need them. */
  @Override
  public void close() {
    files.close();
  }

  private static @Nullable Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      return null;
    }
  }
}
