package dev.heed.app.flags;

import dev.heed.app.io.FileException;
import dev.heed.engine.error.HeedException;
import dev.heed.models.load.BuiltInModel;
import dev.heed.models.load.ModelSource;
import java.nio.file.Path;
import java.util.Iterator;
import picocli.CommandLine.Option;

/** Which model, for commands that do without an answer. */
public final class ModelFlag {
  /** What is taken when none is named. */
  public static final String BUILT_IN = "all-minilm-l6-v2";

  @Option(
      names = {"-m", "--model"},
      paramLabel = "MODEL",
      order = 70,
      defaultValue = BUILT_IN,
      completionCandidates = Names.class,
      description =
          "A built-in model, a folder, a file, or ORG/MODEL as 'heed pull' brought it;"
              + " ${DEFAULT-VALUE} where none is given.")
  String model;

  /** The model's name or path. */
  public String checked() {
    return checked(model);
  }

  /**
   * A model's name or path, once it is sure that it can be one.
   *
   * @throws dev.heed.app.io.FileException if it is neither a built-in model nor anything that could
   *     name a file
   */
  public static String checked(String model) {
    if (BuiltInModel.named(model).isEmpty()) {
      FileException.path(model);
    }
    return model;
  }

  /**
   * The folder or file of a model that carries a head, as no built-in one does; or its name on a
   * hub that it was pulled from.
   *
   * @throws HeedException if it is a built-in model, or nothing is there
   */
  public static Path withHead(String model) {
    if (BuiltInModel.named(model).isPresent()) {
      throw new HeedException(
          "model '%s' makes embeddings and has no classification head; name the folder of a …ForSequenceClassification"
              .formatted(model));
    }
    FileException.path(model);
    return ModelSource.locate(model);
  }

  /** The built-in models whose jar is on the class path, for completion. */
  public static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return BuiltInModel.all().stream()
          .filter(BuiltInModel::isPresent)
          .map(BuiltInModel::name)
          .iterator();
    }
  }
}
