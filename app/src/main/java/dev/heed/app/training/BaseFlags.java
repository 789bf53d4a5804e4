package dev.heed.app.training;

import dev.heed.app.flags.ModelFlag;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The encoder that a training begins with: a pretrained one, or one from nothing. */
public final class BaseFlags {
  private static final String NOTHING = "none";

  @Spec(Spec.Target.MIXEE)
  CommandSpec spec;

  @Option(
      names = "--base",
      order = 20,
      paramLabel = "MODEL",
      defaultValue = ModelFlag.BUILT_IN,
      completionCandidates = ModelFlag.Names.class,
      description =
          "The pretrained encoder: a built-in model, a folder, or ORG/MODEL as 'heed pull' brought"
              + " it; ${DEFAULT-VALUE} where none is given. 'none' for an encoder from nothing.")
  String base;

  @Option(
      names = "--tokenizer",
      order = 33,
      paramLabel = "MODEL",
      defaultValue = ModelFlag.BUILT_IN,
      description =
          "With --base none: the model whose tokenizer is taken; ${DEFAULT-VALUE} otherwise.")
  String tokenizer;

  @Option(
      names = "--layers",
      order = 34,
      paramLabel = "N",
      defaultValue = "4",
      description = "With --base none: layers; ${DEFAULT-VALUE} where nothing is given.")
  int layers;

  @Option(
      names = "--width",
      order = 35,
      paramLabel = "N",
      defaultValue = "128",
      description = "With --base none: width of states; ${DEFAULT-VALUE} where nothing is given.")
  int width;

  @Option(
      names = "--heads",
      order = 36,
      paramLabel = "N",
      defaultValue = "4",
      description = "With --base none: heads of attention; ${DEFAULT-VALUE} otherwise.")
  int heads;

  /** The base, or the model whose tokenizer is taken. */
  public String model() {
    return ModelFlag.checked(isFromNothing() ? tokenizer : base);
  }

  /**
   * Refuses sizes where the encoder has its own.
   *
   * @throws ParameterException when they were given
   */
  public void refuseIdle() {
    if (!isFromNothing()) {
      IdleOptions.refuse(
          spec,
          List.of("--tokenizer", "--layers", "--width", "--heads"),
          "is for an encoder from nothing; take --base none, or leave it out");
    }
  }

  /** True for an encoder from nothing. */
  public boolean isFromNothing() {
    return base.equals(NOTHING);
  }

  /** Of an encoder from nothing. */
  public int layers() {
    return layers;
  }

  /** Of an encoder from nothing: the width of hidden states. */
  public int width() {
    return width;
  }

  /** Of an encoder from nothing: heads of attention. */
  public int heads() {
    return heads;
  }
}
