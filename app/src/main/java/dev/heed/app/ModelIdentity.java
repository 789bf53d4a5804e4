package dev.heed.app;

import dev.heed.app.io.FileException;
import dev.heed.models.load.BuiltInModel;
import java.io.IOException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A line that changes when a model's files do: names, sizes and times of change, as make and git
 * believe them. Reading 90 MB of weights for each search would cost more than the search.
 */
final class ModelIdentity {
  /** config.json lies at the top, sentence-transformers' 1_Pooling/config.json one below. */
  private static final int DEPTH = 2;

  private ModelIdentity() {}

  /** Of a built-in model by its name, or of a folder or file. */
  static String of(String nameOrPath) {
    Optional<BuiltInModel> builtIn = BuiltInModel.named(nameOrPath);
    if (builtIn.isPresent()) {
      return nameOrPath + " " + resource(builtIn.get().resource() + ".onnx");
    }
    Path path = FileException.path(nameOrPath);
    Path folder = Files.isDirectory(path) ? path : path.resolveSibling("").toAbsolutePath();
    try (Stream<Path> files = Files.walk(folder, DEPTH, FileVisitOption.FOLLOW_LINKS)) {
      return path.getFileName()
          + " "
          + files
              .filter(Files::isRegularFile)
              .filter(ModelIdentity::isOfModel)
              .map(file -> folder.relativize(file) + " " + stamp(file))
              .sorted()
              .collect(Collectors.joining("; "));
    } catch (IOException e) {
      throw FileException.reading(nameOrPath, e);
    }
  }

  private static boolean isOfModel(Path file) {
    String name = file.getFileName().toString();
    return Stream.of(".json", ".safetensors", ".onnx", ".txt").anyMatch(name::endsWith);
  }

  private static String stamp(Path file) {
    try {
      return Files.size(file) + " " + Files.getLastModifiedTime(file).toMillis();
    } catch (IOException e) {
      throw FileException.reading(file.toString(), e);
    }
  }

  private static String resource(String name) {
    URL url = ModelIdentity.class.getClassLoader().getResource(name);
    if (url == null) {
      return "absent"; // loading it says so in better words
    }
    try {
      URLConnection connection = url.openConnection();
      connection.setUseCaches(false);
      return connection.getContentLengthLong() + " " + connection.getLastModified();
    } catch (IOException e) {
      throw FileException.reading(name, e);
    }
  }
}
