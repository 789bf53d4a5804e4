package dev.heed.models.save;

import dev.heed.engine.CommandQueue;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.arch.LearnedDecoder;
import dev.heed.models.arch.LearnedEncoder;
import dev.heed.models.checkpoint.AdapterFiles;
import dev.heed.models.checkpoint.AtomicFolder;
import dev.heed.models.checkpoint.CheckpointException;
import dev.heed.models.checkpoint.SafetensorsWriter;
import dev.heed.models.load.Adapters;
import dev.heed.models.load.DecoderPlan;
import dev.heed.models.load.EmbeddingSettings;
import dev.heed.models.load.EncoderPlan;
import dev.heed.models.load.ModelSource;
import dev.heed.models.nn.Parameter;
import dev.heed.models.spec.HeadSpec;
import dev.heed.models.spec.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Changes of low rank in the layout of PEFT: {@code adapter_config.json} beside {@code
 * adapter_model.safetensors}, with the modules that were learned whole and the tokenizer's files.
 * The weights that stayed are not written: the folder names its base.
 *
 * <p>{@value AdapterFiles#HEAD} says which head an encoder has and what its labels are called,
 * which PEFT leaves to the program; a head behind the pooling lies in {@code 2_Dense}, as
 * sentence-transformers has it. There is no {@code config.json}: transformers would take the folder
 * for a model of its own. Written as a {@link ModelFolder} is: whole, or not at all.
 */
public final class AdapterFolder {
  private static final String POOLED = "2_Dense.";

  private final SavedModel saved;
  private final ModelSource source;
  private final Adapters adapters;
  private Set<String> learned = Set.of();
  private String base;
  private @Nullable EmbeddingSettings embedding;
  private int maxTokens;
  private Function<Parameter, Tensor> values = Parameter::value;
  private final Map<String, byte[]> files = new LinkedHashMap<>();

  private AdapterFolder(SavedModel saved, ModelSource source, Adapters adapters) {
    this.saved = saved;
    this.source = source;
    this.adapters = adapters;
    this.base = AdapterConfig.baseOf(source);
    this.maxTokens = saved.isDecoder() ? 0 : source.longestSentence();
  }

  /**
   * Of an encoder.
   *
   * @param plan that it was loaded by
   * @param source that it was loaded from, open until all is written
   * @param adapters that it was loaded with
   */
  public static AdapterFolder of(
      EncoderPlan plan, LearnedEncoder model, ModelSource source, Adapters adapters) {
    return new AdapterFolder(SavedModel.of(plan, model, source.config(), source), source, adapters);
  }

  /** Of a decoder, likewise. */
  public static AdapterFolder of(
      DecoderPlan plan, LearnedDecoder model, ModelSource source, Adapters adapters) {
    return new AdapterFolder(SavedModel.of(plan, model, source.config(), source), source, adapters);
  }

  /**
   * With what was learned besides the changes, such as a new head: its modules are written whole.
   *
   * @param parameters all that was learned; those of changes may be among them
   */
  public AdapterFolder withLearned(Collection<Parameter> parameters) {
    learned =
        parameters.stream()
            .filter(parameter -> parameter.kind() != Parameter.Kind.ADAPTER)
            .map(parameter -> module(parameter.name()))
            .collect(Collectors.toSet());
    return this;
  }

  /** With another name or path of the base than that of the source. */
  public AdapterFolder withBase(String nameOrPath) {
    base = nameOrPath;
    return this;
  }

  /** Of an embedding model that makes its vectors so. */
  public AdapterFolder withEmbedding(EmbeddingSettings settings) {
    embedding = settings;
    return this;
  }

  /** With the longest text in tokens that it was learned on, special tokens included. */
  public AdapterFolder withMaxTokens(int tokens) {
    maxTokens = tokens;
    return this;
  }

  /** With other values of its parameters, such as their moving average. */
  public AdapterFolder withValues(Function<Parameter, Tensor> averages) {
    values = averages;
    return this;
  }

  /** With a file more. */
  public AdapterFolder withFile(String name, byte[] content) {
    files.put(name, content.clone());
    return this;
  }

  private static String module(String parameter) {
    return parameter.substring(0, parameter.lastIndexOf('.'));
  }

  /**
   * Writes the folder, and those above it. A folder of that name is replaced where it holds a model
   * or an adapter and nothing else.
   *
   * @param queue that the parameters are written by
   * @throws CheckpointException if it cannot be written, or other files would be lost
   * @throws ModelException if the model has no changes of low rank
   */
  public void write(CommandQueue queue, Path folder) {
    checkBase(folder);
    List<Parameter> parameters = saved.model().parameters();
    List<Parameter> changes =
        parameters.stream().filter(p -> p.kind() == Parameter.Kind.ADAPTER).toList();
    if (changes.isEmpty()) {
      throw new ModelException(
          "model '%s' has no changes of low rank to save".formatted(saved.model().name()));
    }
    List<WholeTensor> whole =
        WholeTensor.of(parameters, null).stream()
            .filter(tensor -> learned.contains(module(tensor.name())))
            .toList();
    Map<String, byte[]> small = smallFiles(changes, whole);
    try (AtomicFolder target =
        AtomicFolder.create(folder, name -> FolderFiles.isKnown(name) || small.containsKey(name))) {
      for (Map.Entry<String, byte[]> file : small.entrySet()) {
        target.write(file.getKey(), file.getValue());
      }
      writeTensors(changes, whole, queue, target);
      target.commit();
    } catch (IOException e) {
      throw CheckpointException.writing(folder, e);
    }
  }

  /** An adapter without its base is worth nothing. */
  private void checkBase(Path folder) {
    try {
      Path changed = Path.of(source.name());
      if (Files.exists(folder) && Files.exists(changed) && Files.isSameFile(folder, changed)) {
        throw new CheckpointException(
            "%s: is the model that the adapter changes, and would be replaced by it; save it to another folder"
                .formatted(folder));
      }
    } catch (InvalidPathException e) {
      return; // a name, not a folder
    } catch (IOException e) {
      throw CheckpointException.writing(folder, e);
    }
  }

  private Map<String, byte[]> smallFiles(List<Parameter> changes, List<WholeTensor> whole) {
    Map<String, byte[]> all = new LinkedHashMap<>(FolderFiles.beside(source));
    if (!saved.isDecoder()) {
      all.put(AdapterFiles.HEAD, FolderFiles.text(SavedConfig.headOf(saved.config())));
      // By it transformers knows the tokenizer where no config.json says which family there is.
      SavedConfig.tokenizerOf(saved.config(), all.keySet())
          .ifPresent(
              named -> all.putIfAbsent(FolderFiles.TOKENIZER_CONFIG, FolderFiles.text(named)));
    }
    saved.putLimit(all, maxTokens);
    all.put(
        "adapter_config.json",
        FolderFiles.text(new AdapterConfig(saved, adapters, base).json(changes, whole)));
    saved
        .sentenceFiles(embedding, maxTokens, false)
        .forEach((name, json) -> all.put(name, FolderFiles.text(json)));
    all.putAll(files);
    return all;
  }

  private void writeTensors(
      List<Parameter> changes, List<WholeTensor> whole, CommandQueue queue, AtomicFolder target)
      throws IOException {
    SafetensorsWriter writer = new SafetensorsWriter().metadata("format", "pt");
    SafetensorsWriter dense = new SafetensorsWriter().metadata("format", "pt");
    for (Parameter change : changes) {
      writer.add(
          AdapterConfig.PREFIX + saved.names().of(change.name()),
          () -> WholeTensor.download(values.apply(change), queue),
          change.value().size(0),
          change.value().size(1));
    }
    for (WholeTensor tensor : whole) {
      String name = tensor.name();
      boolean isPooled = name.startsWith(POOLED);
      (isPooled ? dense : writer)
          .add(
              isPooled
                  ? name.substring(POOLED.length())
                  : AdapterConfig.PREFIX + saved.names().of(name),
              () -> tensor.values(saved.inputsFirst(), values, queue),
              tensor.shape(saved.inputsFirst()));
    }
    writer.write(target.file("adapter_model.safetensors"));
    if (saved.head() instanceof HeadSpec.Pooled) {
      dense.write(target.file("2_Dense/model.safetensors"));
    }
  }
}
