package dev.heed.models.save;

import dev.heed.engine.CommandQueue;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.arch.LearnedDecoder;
import dev.heed.models.arch.LearnedEncoder;
import dev.heed.models.checkpoint.AtomicFolder;
import dev.heed.models.checkpoint.CheckpointException;
import dev.heed.models.checkpoint.SafetensorsWriter;
import dev.heed.models.data.TableScores;
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

  private final SavedModel saved;
  private @Nullable ModelSource tokenizer;
  private @Nullable EmbeddingSettings embedding;
  private int maxTokens;
  private @Nullable Adapters merged;
  private Function<Parameter, Tensor> values = Parameter::value;
  private final Map<String, byte[]> files = new LinkedHashMap<>();

  private ModelFolder(SavedModel saved) {
    this.saved = saved;
    this.tokenizer = saved.source();
  }

  /**
   * An encoder.
   *
   * @param plan that it was loaded by
   * @param source that it was loaded from, open until all is written
   * @throws ModelException if the source is a file whose models cannot be saved
   */
  public static ModelFolder of(EncoderPlan plan, LearnedEncoder model, ModelSource source) {
    ModelFolder folder = new ModelFolder(SavedModel.of(plan, model, source.config(), source));
    folder.maxTokens = source.longestSentence();
    if (plan.spec().head() instanceof HeadSpec.None && source.saysHowToEmbed()) {
      folder.embedding = source.embedding();
    }
    return folder;
  }

  /**
   * Refuses a source whose models cannot be saved. To be asked before one is learned: {@link #of}
   * asks it again.
   *
   * @throws ModelException if it is a GGUF or llama2.c file
   */
  public static void checkSource(ModelSource source) {
    if (source.isForeign()) {
      throw new ModelException(
          "%s: a model that was read from a GGUF or llama2.c file cannot be saved as a Hugging Face folder: such a file stores weights and tokenizer in another form. Learn from the folder that it was made from"
              .formatted(source.config().origin()));
    }
  }

  /**
   * Refuses a folder that holds more than a model, or is a file. To be asked before one is learned:
   * {@link #write} asks it again.
   *
   * @throws CheckpointException if other files would be lost
   */
  public static void checkTarget(Path folder) {
    try {
      AtomicFolder.check(folder, FolderFiles::isKnown);
    } catch (IOException e) {
      throw CheckpointException.writing(folder, e);
    }
  }

  /** An encoder from nothing, of that configuration. */
  public static ModelFolder of(EncoderPlan plan, LearnedEncoder model, Config config) {
    return new ModelFolder(SavedModel.of(plan, model, config, null));
  }

  /**
   * A decoder.
   *
   * @param plan that it was loaded by
   * @param source that it was loaded from, open until all is written
   * @throws ModelException if the source is a file whose models cannot be saved
   */
  public static ModelFolder of(DecoderPlan plan, LearnedDecoder model, ModelSource source) {
    return new ModelFolder(SavedModel.of(plan, model, source.config(), source));
  }

  /** A decoder from nothing, of that configuration. */
  public static ModelFolder of(DecoderPlan plan, LearnedDecoder model, Config config) {
    return new ModelFolder(SavedModel.of(plan, model, config, null));
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
        && saved.model().parameters().stream().anyMatch(p -> p.kind() == Parameter.Kind.ADAPTER)) {
      throw new ModelException(
          "model '%s' has changes of low rank beside its weights: save them as an adapter, or merge them"
              .formatted(saved.model().name()));
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
    saved.putLimit(all, maxTokens);
    all.put("config.json", FolderFiles.text(saved.config()));
    saved
        .sentenceFiles(embedding, maxTokens, files.containsKey(TableScores.FILE))
        .forEach((name, json) -> all.put(name, FolderFiles.text(json)));
    all.putAll(files);
    return all;
  }

  private void writeWeights(CommandQueue queue, AtomicFolder target) throws IOException {
    SafetensorsWriter weights = new SafetensorsWriter().metadata("format", "pt");
    SafetensorsWriter dense = new SafetensorsWriter().metadata("format", "pt");
    List<WholeTensor> learned = WholeTensor.of(saved.model().parameters(), merged);
    for (WholeTensor tensor : learned) {
      String name = saved.names().of(tensor.name());
      boolean isDense = name.startsWith(DENSE_NAMES);
      (isDense ? dense : weights)
          .add(
              isDense ? name.substring(DENSE_NAMES.length()) : name,
              () -> tensor.values(saved.inputsFirst(), values, queue),
              tensor.shape(saved.inputsFirst()));
    }
    ModelSource source = saved.source();
    if (source != null) {
      saved
          .kept()
          .of(source.checkpoint(), learned)
          .forEach(tensor -> weights.add(tensor.renamed(saved.names().of(tensor.name()))));
    }
    weights.write(target.file(WEIGHTS));
    if (saved.head() instanceof HeadSpec.Pooled) {
      dense.write(target.file(DENSE + WEIGHTS));
    }
  }
}
