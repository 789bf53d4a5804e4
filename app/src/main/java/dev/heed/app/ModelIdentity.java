package dev.heed.app;

import dev.heed.app.io.FileException;
import dev.heed.models.checkpoint.AdapterFiles;
import dev.heed.models.checkpoint.ModelFiles;
import dev.heed.models.checkpoint.ModelResource;
import dev.heed.models.checkpoint.SentenceSettings;
import dev.heed.models.load.BuiltInModel;
import dev.heed.models.load.ModelSource;
import dev.heed.models.spec.ModelException;
import java.io.IOException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A text that changes when a model does: its settings as they are, and of the weights and the
 * tokenizer their names, sizes and times of change, as make and git believe them. Reading 90 MB of
 * weights for each search would cost more than the search.
 */
final class ModelIdentity {
  private static final String ABSENT = "absent"; // loading it says so in better words

  private ModelIdentity() {}

  /** Of a built-in model by its name, or of a folder or file. */
  static String of(String nameOrPath) {
    Optional<BuiltInModel> builtIn = BuiltInModel.named(nameOrPath);
    if (builtIn.isPresent()) {
      return nameOrPath + " " + stamp(builtIn.get().resource() + ".onnx");
    }
    FileException.path(nameOrPath);
    try {
      Path model = ModelSource.locate(nameOrPath);
      return AdapterFiles.isAdapter(model) ? ofAdapter(model) : of(model);
    } catch (ModelException e) {
      return ABSENT;
    }
  }

  /** With that of its base, which is no adapter, or else is not loaded. */
  private static String ofAdapter(Path adapter) {
    try (AdapterFiles files = AdapterFiles.open(adapter)) {
      String base = files.settings().path("base_model_name_or_path").asString(ABSENT);
      String weights = stamp(adapter.resolve("adapter_model.safetensors"));
      boolean isModel = !AdapterFiles.isAdapter(FileException.path(base));
      return String.join(
          "\n", weights, files.settings().toString(), base, isModel ? of(base) : ABSENT);
    }
  }

  private static String of(Path model) {
    try (ModelFiles files = ModelFiles.open(model)) {
      String weights =
          files.weightFiles().stream().map(ModelIdentity::stamp).collect(Collectors.joining("; "));
      String tokenizer =
          files.tokenizerJson().or(files::vocabTxt).map(ModelIdentity::stamp).orElse(ABSENT);
      String settings = files.sentenceSettings().map(ModelIdentity::text).orElse("none");
      return String.join("\n", weights, tokenizer, settings, files.config().toString());
    }
  }

  /** The prompts in order: an immutable map has another order in each process. */
  private static String text(SentenceSettings settings) {
    return "%s %s %s %s %s %s %s"
        .formatted(
            settings.pooling(),
            settings.normalize(),
            settings.maxTokens(),
            settings.includePrompt(),
            new TreeMap<>(settings.prompts()),
            settings.defaultPrompt(),
            settings.otherModules());
  }

  private static String stamp(Path file) {
    try {
      return "%s %d %d"
          .formatted(
              file.getFileName(), Files.size(file), Files.getLastModifiedTime(file).toMillis());
    } catch (IOException e) {
      throw FileException.reading(file.toString(), e);
    }
  }

  private static String stamp(String resource) {
    URL url = ModelIdentity.class.getClassLoader().getResource(resource);
    return url == null ? ABSENT : stamp(new ModelResource(resource, url));
  }

  private static String stamp(ModelResource resource) {
    try {
      URLConnection connection = resource.location().openConnection();
      connection.setUseCaches(false);
      return "%d %d".formatted(connection.getContentLengthLong(), connection.getLastModified());
    } catch (IOException e) {
      throw FileException.reading(resource.origin(), e);
    }
  }
}
