package dev.heed.models.tune;

import dev.heed.engine.Backend;
import dev.heed.engine.Backends;
import dev.heed.models.load.ModelSource;
import dev.heed.models.train.Forward;
import dev.heed.models.train.StopRequestedException;
import dev.heed.models.train.StoppableForward;
import dev.heed.models.train.Trainer;
import dev.heed.models.train.TrainingListener;
import dev.heed.models.train.TrainingResult;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What every task's tuning has: the backend that computes, those who hear what happens, and the
 * question when to stop.
 *
 * @param <S> the task's own tuning
 */
public abstract sealed class Tuning<S extends Tuning<S>>
    permits EmbeddingTuning, LanguageTuning, MaskedLanguageTuning, TagTuning, TextTuning {
  private final List<TrainingListener> listeners = new ArrayList<>();
  private BooleanSupplier isToStop = () -> false;
  private @Nullable Backend backend;

  Tuning() {}

  /** This, by its own type. */
  abstract S self();

  /** On this backend, which stays open; otherwise on the best that is installed. */
  public final S on(Backend choice) {
    backend = choice;
    return self();
  }

  /** With one more that hears what happens. */
  public final S heardBy(TrainingListener listener) {
    listeners.add(listener);
    return self();
  }

  /**
   * With a question that is asked behind each step, and often in what lies before, between and
   * behind them: while texts become tokens and features, heads are fitted and the model is
   * measured.
   *
   * @param question true to save a checkpoint, where there were steps, and to stop; true from then
   *     on. The tuning's result tells that it was stopped, and its model is none to use
   */
  public final S stoppedBy(BooleanSupplier question) {
    isToStop = question;
    return self();
  }

  /** Trains, heard and stopped as was chosen; goes on from a checkpoint where there is one. */
  final TrainingResult train(Trainer<?> trainer) {
    trainer.stoppedBy(isToStop);
    listeners.forEach(trainer::heardBy);
    try {
      refuseStop();
      return trainer.resume();
    } catch (StopRequestedException e) { // before the steps: in them the trainer ends by itself
      return stopped(null);
    }
  }

  /** The question when to stop. */
  final BooleanSupplier isToStop() {
    return isToStop;
  }

  /** Ends what is done beside the steps where that was asked for. */
  final void refuseStop() {
    if (isToStop.getAsBoolean()) {
      throw new StopRequestedException();
    }
  }

  /** Runs the model likewise, until it is asked to stop. */
  final Forward stoppable(Forward forward) {
    return new StoppableForward(forward, isToStop);
  }

  /**
   * How a tuning ends that was stopped beside its steps.
   *
   * @param steps how these ended; null where none were made
   */
  static TrainingResult stopped(@Nullable TrainingResult steps) {
    TrainingResult.Ending ending = TrainingResult.Ending.STOPPED;
    return steps == null
        ? new TrainingResult(ending, 0, Double.NaN, null, 0, 0)
        : new TrainingResult(
            ending,
            steps.steps(),
            steps.lastLoss(),
            steps.best(),
            steps.bestStep(),
            steps.seconds());
  }

  /** What is done on a backend; one that is owned is to be closed with what comes out. */
  interface BackendWork<R> {
    R on(Backend backend, boolean isOwned);
  }

  /** The same with the model that is tuned, which is to be closed with what comes out. */
  interface BaseWork<R> {
    R on(ModelSource source, Backend backend, boolean isOwned);
  }

  /** Does it on the chosen backend, or on one that is opened, and closed again where it fails. */
  final <R> R onBackend(BackendWork<R> work) {
    Backend given = backend;
    if (given != null) {
      return work.on(given, false);
    }
    Backend opened = Backends.open();
    try {
      return work.on(opened, true);
    } catch (RuntimeException | Error e) {
      opened.close();
      throw e;
    }
  }

  /** Does it with a model, which is closed again where it fails. */
  final <R> R onBase(String base, BaseWork<R> work) {
    return onBackend((opened, isOwned) -> {
      ModelSource source = ModelSource.open(base);
      try {
        return work.on(source, opened, isOwned);
      } catch (RuntimeException | Error e) {
        source.close();
        throw e;
      }
    });
  }
}
