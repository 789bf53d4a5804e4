package dev.heed.models.save;

import dev.heed.engine.CommandQueue;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.arch.LearnedDecoder;
import dev.heed.models.arch.LearnedEncoder;
import dev.heed.models.arch.LearnedModel;
import dev.heed.models.checkpoint.AtomicFolder;
import dev.heed.models.checkpoint.Checkpoint;
import dev.heed.models.checkpoint.CheckpointException;
import dev.heed.models.checkpoint.SafetensorsWriter;
import dev.heed.models.load.Adapters;
import dev.heed.models.load.DecoderPlan;
import dev.heed.models.load.EmbeddingSettings;
import dev.heed.models.load.EncoderPlan;
import dev.heed.models.load.ModelSource;
import dev.heed.models.nn.Parameter;
import dev.heed.models.spec.Config;
import dev.heed.models.spec.HeadSpec;
import dev.heed.models.spec.ModelException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A learned model as a folder that transformers and sentence-transformers load, and every entry
 * point here: configuration, weights in F32 under the names of their family, the tokenizer's files
 * and what else lay beside the source.
 *
 * {@snippet :
 * ModelFolder.of(plan, model, source).write(learner.queue(), Path.of("my-classifier"));
 * }
 *
 * <p>A folder is written beside its name and moved when it is whole: a full disk or Ctrl-C leaves
 * the old one. A model from a GGUF or llama2.c file cannot be saved.
 */
public final class ModelFolder {
  private static final String WEIGHTS = "model.safetensors";
  private static final String DENSE = "2_Dense/";
  private static final String DENSE_NAMES = "2_Dense.";

  private final LearnedModel model;
  private final SavedNames names;
  private final JsonNode config;
  private final HeadSpec head;
  private final int width;
  private final int longest;
  private final boolean inputsFirst;
  private final @Nullable ModelSource source;
  private final Kept kept;

  private @Nullable ModelSource tokenizer;
  private @Nullable EmbeddingSettings embedding;
  private int maxTokens;
  private @Nullable Adapters merged;
  private Function<Parameter, Tensor> values = Parameter::value;
  private final Map<String, byte[]> files = new LinkedHashMap<>();

  private ModelFolder(
      LearnedModel model,
      SavedNames names,
      JsonNode config,
      HeadSpec head,
      int width,
      int longest,
      boolean inputsFirst,
      @Nullable ModelSource source,
      Kept kept) {
    this.model = model;
    this.names = names;
    this.config = config;
    this.head = head;
    this.width = width;
    this.longest = longest;
    this.inputsFirst = inputsFirst;
    this.source = source;
    this.tokenizer = source;
    this.kept = kept;
  }

  /**
   * An encoder.
   *
   * @param plan that it was loaded by
   * @param source that it was loaded from, open until all is written
   * @throws ModelException if the source is a file whose models cannot be saved
   */
  public static ModelFolder of(EncoderPlan plan, LearnedEncoder model, ModelSource source) {
    ModelFolder folder = of(plan, model, source.config(), source);
    folder.maxTokens = source.longestSentence();
    if (plan.spec().head() instanceof HeadSpec.None && source.saysHowToEmbed()) {
      folder.embedding = source.embedding();
    }
    return folder;
  }

  /** An encoder from nothing, of that configuration. */
  public static ModelFolder of(EncoderPlan plan, LearnedEncoder model, Config config) {
    return of(plan, model, config, null);
  }

  private static ModelFolder of(
      EncoderPlan plan, LearnedEncoder model, Config config, @Nullable ModelSource source) {
    return new ModelFolder(
        model,
        SavedNames.of(plan.spec(), plan.names()),
        SavedConfig.of(config, plan.spec().head()),
        plan.spec().head(),
        plan.spec().width(),
        plan.spec().maxTokens(),
        false,
        source,
        Kept.ofEncoder(plan));
  }

  /**
   * A decoder.
   *
   * @param plan that it was loaded by
   * @param source that it was loaded from, open until all is written
   * @throws ModelException if the source is a file whose models cannot be saved
   */
  public static ModelFolder of(DecoderPlan plan, LearnedDecoder model, ModelSource source) {
    return of(plan, model, source.config(), source);
  }

  /** A decoder from nothing, of that configuration. */
  public static ModelFolder of(DecoderPlan plan, LearnedDecoder model, Config config) {
    return of(plan, model, config, null);
  }

  private static ModelFolder of(
      DecoderPlan plan, LearnedDecoder model, Config config, @Nullable ModelSource source) {
    return new ModelFolder(
        model,
        SavedNames.ofDecoder(plan.spec().family(), plan.names()),
        SavedConfig.ofDecoder(config),
        HeadSpec.NONE,
        plan.spec().width(),
        plan.spec().maxTokens(),
        plan.inputsFirst(),
        source,
        Kept.ofDecoder(plan));
  }

  /** With the tokenizer of another model: what a model from nothing needs. */
  public ModelFolder withTokenizerOf(ModelSource other) {
    tokenizer = other;
    return this;
  }

  /** As an embedding model that makes its vectors so. */
  public ModelFolder withEmbedding(EmbeddingSettings settings) {
    embedding = settings;
    return this;
  }

  /** With the longest text in tokens that it was learned on, special tokens included. */
  public ModelFolder withMaxTokens(int tokens) {
    maxTokens = tokens;
    return this;
  }

  /** With changes of low rank added to the weights that they stand beside. */
  public ModelFolder merging(Adapters adapters) {
    merged = adapters;
    return this;
  }

  /** With other values of its parameters, such as their moving average. */
  public ModelFolder withValues(Function<Parameter, Tensor> averages) {
    values = averages;
    return this;
  }

  /** With a file more, such as one that says how texts were prepared. */
  public ModelFolder withFile(String name, byte[] content) {
    files.put(name, content.clone());
    return this;
  }

  /**
   * Writes the folder, and those above it. A folder of that name is replaced where it holds a model
   * and nothing else.
   *
   * @param queue that the parameters are written by
   * @throws CheckpointException if it cannot be written, or other files would be lost
   * @throws ModelException if there are changes of low rank, and {@link #merging} does not say how
   *     they count
   */
  public void write(CommandQueue queue, Path folder) {
    if (merged == null
        && model.parameters().stream().anyMatch(p -> p.kind() == Parameter.Kind.ADAPTER)) {
      throw new ModelException(
          "model '%s' has changes of low rank beside its weights: save them as an adapter, or merge them"
              .formatted(model.name()));
    }
    Map<String, byte[]> small = smallFiles();
    try (AtomicFolder target =
        AtomicFolder.create(folder, name -> FolderFiles.isKnown(name) || small.containsKey(name))) {
      for (Map.Entry<String, byte[]> file : small.entrySet()) {
        target.write(file.getKey(), file.getValue());
      }
      writeWeights(queue, target);
      target.commit();
    } catch (IOException e) {
      throw CheckpointException.writing(folder, e);
    }
  }

  private Map<String, byte[]> smallFiles() {
    Map<String, byte[]> all = new LinkedHashMap<>();
    if (tokenizer != null) {
      all.putAll(FolderFiles.beside(tokenizer));
    }
    all.put("config.json", FolderFiles.text(config));
    sentenceFiles().forEach((name, json) -> all.put(name, FolderFiles.text(json)));
    all.putAll(files);
    return all;
  }

  Map<String, JsonNode> sentenceFiles() {
    int limit = maxTokens > 0 ? maxTokens : longest;
    if (head instanceof HeadSpec.Pooled pooled) {
      return SentenceFiles.of(pooled, width, limit);
    }
    return embedding == null ? Map.of() : SentenceFiles.of(embedding, width, limit);
  }

  private void writeWeights(CommandQueue queue, AtomicFolder target) throws IOException {
    SafetensorsWriter weights = new SafetensorsWriter().metadata("format", "pt");
    SafetensorsWriter dense = new SafetensorsWriter().metadata("format", "pt");
    List<WholeTensor> learned = WholeTensor.of(model.parameters(), merged);
    for (WholeTensor tensor : learned) {
      String name = names.of(tensor.name());
      boolean isDense = name.startsWith(DENSE_NAMES);
      (isDense ? dense : weights)
          .add(
              isDense ? name.substring(DENSE_NAMES.length()) : name,
              () -> tensor.values(inputsFirst, values, queue),
              tensor.shape(inputsFirst));
    }
    if (source != null) {
      Checkpoint checkpoint = source.checkpoint();
      kept.of(checkpoint, learned)
          .forEach(tensor -> weights.add(tensor.renamed(names.of(tensor.name()))));
    }
    weights.write(target.file(WEIGHTS));
    if (head instanceof HeadSpec.Pooled) {
      dense.write(target.file(DENSE + WEIGHTS));
    }
  }
}
