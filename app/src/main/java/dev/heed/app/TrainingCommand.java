package dev.heed.app;

import dev.heed.app.console.Amount;
import dev.heed.app.console.Console;
import dev.heed.app.console.Interrupts;
import dev.heed.app.io.FileException;
import dev.heed.app.report.ExitCode;
import dev.heed.app.training.TrainingProgress;
import dev.heed.engine.Backend;
import dev.heed.models.checkpoint.AdapterFiles;
import dev.heed.models.data.DataPart;
import dev.heed.models.data.Dataset;
import dev.heed.models.data.Overlap;
import dev.heed.models.load.BuiltInModel;
import dev.heed.models.load.ModelSource;
import dev.heed.models.save.ModelFolder;
import dev.heed.models.train.MetricsLog;
import dev.heed.models.train.TrainingListener;
import dev.heed.models.train.TrainingResult;
import dev.heed.models.tune.Tuning;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What all commands that train share: where the model goes, who watches, and how it is stopped. */
abstract class TrainingCommand extends HeedCommand {
  @Option(
      names = {"-o", "--out"},
      required = true,
      order = 40,
      paramLabel = "DIR",
      description =
          "Where the model goes; checkpoints, log, pictures and report of what has steps go to"
              + " DIR-training.")
  Path out;

  @Option(
      names = SettingsFile.OPTION,
      order = 41,
      paramLabel = "FILE",
      description =
          "Options from a YAML file, such as 'epochs: 5' a line, without the dashes; those that are"
              + " given here too are taken from here.")
  @Nullable Path settings;

  TrainingCommand(Console console) {
    super(console);
  }

  /**
   * Where and how a training runs.
   *
   * @param backend that computes
   * @param folder of checkpoints, log, pictures and report
   * @param listeners the log, and the progress that a person sees
   * @param isToStop whether the user asked for the end
   * @param interrupts hears the user ask
   */
  record Setting(
      Backend backend,
      Path folder,
      List<TrainingListener> listeners,
      BooleanSupplier isToStop,
      Interrupts interrupts) {
    void applyTo(Tuning<?> task) {
      task.on(backend).stoppedBy(isToStop);
      listeners.forEach(task::heardBy);
    }
  }

  /** A training. */
  interface Work {
    void in(Setting setting);
  }

  /**
   * The folder of checkpoints, log, pictures and report, beside the model's and not in it: {@code
   * OUT-training}. It is made when something is written to it.
   */
  final Path folder() {
    Path name = out.getFileName();
    if (name == null) {
      throw usage("--out must name a folder, was " + out);
    }
    return out.resolveSibling(name + "-training");
  }

  /**
   * Does it on the chosen backend, once it is known that the model can be saved: its log is kept in
   * {@link #folder}, and Ctrl-C ends it as soon as what there is has been saved, a second one at
   * once.
   */
  final void train(Work work) {
    ModelFolder.checkTarget(out);
    Path folder = folder();
    if (holdsModel(out)) {
      messages().note("%s holds a model, which this one replaces".formatted(out));
    }
    AtomicBoolean asked = new AtomicBoolean();
    try (Backend backend = backendFlags.open();
        MetricsLog log = new MetricsLog(folder.resolve(MetricsLog.NAME));
        TrainingProgress progress = new TrainingProgress(console(), !quiet && !json);
        Interrupts interrupts = Interrupts.to(() -> stop(asked))) {
      work.in(new Setting(backend, folder, List.of(log, progress), asked::get, interrupts));
    }
  }

  /**
   * Refuses places by which a model would be lost, and an adapter that could not be saved. To be
   * asked before anything is learned.
   *
   * @param adapter where changes of low rank go; null for nowhere
   * @param base name or path of the model that is begun with, or whose tokenizer is taken
   */
  final void checkTargets(@Nullable Path adapter, String base) {
    Path folder = BuiltInModel.named(base).isPresent() ? null : ModelSource.locate(base);
    if (folder != null && isSame(out, folder)) {
      throw usage(
          "--out would take the place of the model that it begins with, %s; name another folder"
              .formatted(folder));
    }
    boolean isOver = folder != null && AdapterFiles.isAdapter(folder);
    if (folder != null && isOver && isBelow(out, folder)) {
      throw usage(
          "--out would take the place of the model that the adapter %s changes; name another folder"
              .formatted(folder));
    }
    if (adapter == null) {
      return;
    }
    if (isWithin(adapter, out) || isWithin(adapter, folder())) {
      throw usage(
          "--adapter and --out go to the same folder, or one into the other, %s; name another one"
              .formatted(adapter));
    }
    if (isOver) {
      throw usage(
          "--adapter cannot be over '%s', which is itself an adapter; leave it out, and what is learned is saved whole"
              .formatted(base));
    }
    if (holdsModel(adapter) && !AdapterFiles.isAdapter(adapter)) {
      throw usage(
          "--adapter would take the place of the model in %s; name another folder"
              .formatted(adapter));
    }
  }

  private static boolean holdsModel(Path folder) {
    return Files.exists(folder.resolve("config.json")) || AdapterFiles.isAdapter(folder);
  }

  /** Whether a folder is the one that an adapter changes the weights of. */
  private static boolean isBelow(Path one, Path adapter) {
    try (AdapterFiles files = AdapterFiles.open(adapter)) {
      String base = files.settings().path("base_model_name_or_path").asString("");
      return !base.isEmpty() && isSame(one, FileException.path(base));
    }
  }

  private static boolean isWithin(Path one, Path other) {
    Path first = one.toAbsolutePath().normalize();
    Path second = other.toAbsolutePath().normalize();
    return isSame(one, other) || first.startsWith(second) || second.startsWith(first);
  }

  private static boolean isSame(Path one, Path other) {
    try {
      if (Files.exists(one) && Files.exists(other)) {
        return Files.isSameFile(one, other);
      }
      return one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Says why there are no figures.
   *
   * @param whole whether all of the data is learned from, whatever its size
   */
  final void noteUnmeasured(boolean whole) {
    messages()
        .note(
            whole
                ? "nothing was measured: no examples were put aside; give --dev or --test"
                : "nothing was measured: no examples were put aside, of few none are; give --dev or --test, or a larger --dev-share of --data");
  }

  /** Says what of one part of the data another has as well. */
  final void warnOfOverlap(Overlap overlap) {
    messages()
        .warning(
            "%s of %s stand in %s as well: what is measured on them was learned"
                .formatted(
                    Amount.of(overlap.examples(), "example"), overlap.second(), overlap.first()));
  }

  /** Says how many texts of a part of the data were longer than the model takes, if any was. */
  final void warnOfCut(long cut, Dataset part) {
    warnOfCut(cut, part.name(), part.part());
  }

  /** The same of data that is not in memory. */
  final void warnOfCut(long cut, String name, DataPart part) {
    if (cut > 0) {
      messages()
          .warning(
              "%s of %s (%s) cut to what the model reads"
                  .formatted(Amount.of(cut, "text"), name, part));
    }
  }

  private static void stop(AtomicBoolean asked) {
    if (asked.getAndSet(true)) {
      Runtime.getRuntime().halt(ExitCode.INTERRUPTED.code());
    }
  }

  /** Ends the command when the user stopped it; null is a training that never began. */
  final void refuseStopped(@Nullable TrainingResult result) {
    if (result != null && result.ending() == TrainingResult.Ending.STOPPED) {
      messages()
          .note(
              result.steps() > 0
                  ? "stopped and saved; the same command goes on from there"
                  : "stopped before a step was made; the same command begins where this one did");
      throw new StoppedException();
    }
  }

  /** The model is there whole: from now on Ctrl-C ends the command at once. */
  final void saved(Setting setting) {
    setting.interrupts().close();
    if (setting.isToStop().getAsBoolean()) {
      messages().note("stopped; the model is in " + out);
      throw new StoppedException();
    }
  }
}
