package dev.heed.models.train;

import dev.heed.engine.Scope;
import dev.heed.models.loss.Losses;
import dev.heed.models.nn.Dropping;
import dev.heed.models.nn.Parameter;
import dev.heed.models.nn.Pass;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A training that is under way. */
final class TrainingRun<T> implements AutoCloseable {
  private final Trainer<T> trainer;
  private final TrainingSettings settings;
  private final TrainingPlan plan;
  private final Schedule schedule;
  private final Learner learner;
  private final @Nullable Scope averages;
  private final @Nullable MovingAverage average;
  private final @Nullable BestParameters best;
  private final TrainingFile file;
  private final long begun = System.nanoTime();
  private Progress progress = Progress.START;
  private @Nullable Measurement bestMeasurement;
  private @Nullable Progress saved;
  private long savedBest;

  /** Takes the memory. */
  TrainingRun(Trainer<T> trainer, TrainingPlan plan) {
    this.trainer = trainer;
    this.settings = trainer.settings;
    this.plan = plan;
    this.schedule = settings.schedule().apply(plan.steps());
    this.learner =
        new Learner(
            trainer.backend,
            trainer.model.parameters(),
            settings.optimizer(),
            settings.groups(),
            settings.recomputes());
    Scope scope = null;
    try {
      if (settings.averageDecay() > 0) {
        scope = trainer.backend.newScope("moving average of parameters");
        average =
            new MovingAverage(scope, learner.queue(), learner.learned(), settings.averageDecay());
      } else {
        average = null;
      }
      averages = scope;
      best = trainer.validation == null ? null : new BestParameters(learner.learned());
      file = new TrainingFile(learner, average, Fingerprint.of(trainer, learner, schedule));
    } catch (RuntimeException | Error e) {
      learner.close();
      if (scope != null) {
        scope.close();
      }
      throw e;
    }
  }

  TrainingResult run(boolean goesOn) {
    if (goesOn) {
      goOn();
    }
    tell(listener -> listener.started(plan, progress.step()));
    TrainingResult.Ending ending;
    try {
      ending = steps();
      save();
      if (ending != TrainingResult.Ending.STOPPED) {
        finish();
      }
    } catch (StopRequestedException e) {
      ending = TrainingResult.Ending.STOPPED;
      save();
    }
    TrainingResult.Ending known = ending;
    TrainingResult result =
        new TrainingResult(
            known,
            progress.step(),
            progress.loss(),
            bestMeasurement,
            progress.bestStep(),
            (System.nanoTime() - begun) * 1e-9);
    tell(listener -> listener.ended(result));
    return result;
  }

  private void goOn() {
    progress = file.read(inFolder(Trainer.LAST));
    saved = progress;
    savedBest = progress.bestStep();
    learner.resume(progress.updates());
    if (best != null && progress.bestStep() > 0) {
      TrainingFile.readBest(inFolder(Trainer.BEST), best, learner.learned());
    }
  }

  private TrainingResult.Ending steps() {
    if (progress.step() > 0 && isToMeasure() && progress.measured() < progress.step()) {
      validate(); // what was stopped before
    }
    while (progress.step() < plan.steps()) {
      if (isStale()) {
        return TrainingResult.Ending.EARLY;
      }
      int epoch = progress.epoch();
      List<List<TrainingBatch<T>>> steps = trainer.batches.steps(epoch, settings.accumulation());
      int next = stepAt(steps, progress.batch());
      while (progress.step() < plan.steps() && progress.epoch() == epoch) {
        List<TrainingBatch<T>> batches = steps.get(next++);
        boolean ends = next == steps.size();
        int to = progress.batch() + batches.size();
        step(batches, ends ? epoch + 1 : epoch, ends ? 0 : to);
        boolean last = progress.step() == plan.steps();
        if (isToMeasure()) {
          validate();
        }
        if (last && trainer.validation == null) {
          checkLoss(batches.getFirst());
        }
        if (last || settings.savesAfter(progress.step(), ends)) {
          save();
        }
        if (isStale()) {
          break;
        }
        if (trainer.isToStop.getAsBoolean()) {
          return TrainingResult.Ending.STOPPED;
        }
      }
    }
    return TrainingResult.Ending.COMPLETE;
  }

  /** The step that begins with a batch. */
  private static <T> int stepAt(List<List<TrainingBatch<T>>> steps, int batch) {
    int step = 0;
    for (int before = 0; before < batch; step++) {
      before += steps.get(step).size();
    }
    return step;
  }

  /** Whether there is a validation behind the step that was the last. */
  private boolean isToMeasure() {
    return progress.step() == plan.steps()
        || settings.validatesAfter(progress.step(), progress.batch() == 0);
  }

  private boolean isStale() {
    return settings.patience() > 0 && progress.worse() >= settings.patience();
  }

  private void step(List<TrainingBatch<T>> batches, int nextEpoch, int nextBatch) {
    long start = System.nanoTime();
    int epoch = progress.epoch();
    Accumulation sum = Accumulation.NONE;
    for (int b = 0; b < batches.size(); b++) {
      Dropping dropping = settings.dropping(progress.step(), b);
      sum = sum.plus(Accumulation.add(learner, trainer.objective, batches.get(b), dropping));
    }
    double rate = schedule.rate(progress.step());
    if (sum.weight() == 0) {
      learner.forgetGradients();
      progress = progress.stepped(nextEpoch, nextBatch, learner.steps(), progress.loss());
      return;
    }
    double norm = learner.gradientNorm() / sum.weight();
    if (!Double.isFinite(sum.meanLoss()) || !Double.isFinite(norm)) {
      throw notFinite(batches, sum.meanLoss(), rate);
    }
    learner.step(rate, settings.clip(norm) / sum.weight());
    progress = progress.stepped(nextEpoch, nextBatch, learner.steps(), sum.meanLoss());
    if (average != null) {
      average.update(learner.queue(), learner.steps());
    }
    StepReport report =
        new StepReport(
            progress.step(),
            epoch + 1,
            sum.meanLoss(),
            rate,
            norm,
            sum.tokens(),
            (System.nanoTime() - start) * 1e-9);
    tell(listener -> listener.stepped(report));
  }

  private TrainingException notFinite(List<TrainingBatch<T>> batches, double loss, double rate) {
    Parameter parameter = learner.notFiniteGradient();
    learner.forgetGradients();
    String where =
        batches.size() == 1
            ? batches.getFirst().shown()
            : batches.getFirst().shown() + " and %d more batches".formatted(batches.size() - 1);
    return new TrainingException(
        "step %,d of %,d (epoch %d, %s): the loss is %s%s; the learning rate was %.3g. %s; try a lower rate, or look at these examples"
            .formatted(
                progress.step() + 1,
                plan.steps(),
                progress.epoch() + 1,
                where,
                loss,
                parameter == null
                    ? ""
                    : " and the gradient of '%s' is not finite".formatted(parameter.name()),
                rate,
                checkpoint("Nothing was changed by this step, and there is no checkpoint")));
  }

  /** A step along a finite gradient may be too long all the same. */
  private void checkParameters() {
    Parameter parameter = learner.notFiniteParameter();
    if (parameter != null) {
      throw diverged("the parameter '%s' is not finite".formatted(parameter.name()));
    }
  }

  /** Without validation nobody looks at what the last step made of the model. */
  private void checkLoss(TrainingBatch<T> batch) {
    checkParameters();
    Pass pass = learner.begin(batch.tokens().spans(), null);
    Losses losses = trainer.objective.losses(pass, batch.tokens(), batch.targets());
    double sum = losses.sum(learner.queue());
    if (!Double.isFinite(sum)) {
      throw diverged("the loss of %s is %s".formatted(batch.shown(), sum));
    }
  }

  private TrainingException diverged(String what) {
    boolean ended = progress.batch() == 0; // then the epoch of the next batch is another
    return new TrainingException(
        "step %,d of %,d (epoch %d): behind it %s; the learning rate was %.3g. %s; try a lower rate"
            .formatted(
                progress.step(),
                plan.steps(),
                ended ? progress.epoch() : progress.epoch() + 1,
                what,
                schedule.rate(progress.step() - 1),
                checkpoint("There is no checkpoint")));
  }

  private String checkpoint(String otherwise) {
    Progress last = saved;
    return last == null ? otherwise : "The last checkpoint is of step %,d".formatted(last.step());
  }

  private Measurement measured(Validation validation) {
    return validation.measure(
        new FiniteForward(
            new StoppableForward(learner, trainer.isToStop),
            () -> diverged("what the model gives for validation data is not finite")));
  }

  private void validate() {
    Validation validation = trainer.validation;
    if (validation == null || best == null) {
      return;
    }
    checkParameters();
    swapAverage();
    Measurement measurement;
    boolean isBest;
    try {
      measurement = measured(validation);
      isBest =
          progress.bestStep() == 0
              || measurement.isBetterThan(progress.best(), progress.bestLoss());
      if (isBest) {
        best.take(learner);
      }
    } finally {
      swapAverage();
    }
    progress = progress.validated(measurement, isBest);
    if (isBest) {
      bestMeasurement = measurement;
    }
    tell(listener -> listener.validated(progress.step(), measurement, isBest));
  }

  private void swapAverage() {
    if (average != null) {
      average.swap(learner.queue());
    }
  }

  private void save() {
    if (settings.folder() == null || progress.step() == 0 || progress.equals(saved)) {
      return;
    }
    checkParameters();
    if (best != null && progress.bestStep() > savedBest) {
      TrainingFile.writeBest(inFolder(Trainer.BEST), best, learner.learned());
      savedBest = progress.bestStep();
    }
    Path last = inFolder(Trainer.LAST);
    file.write(last, progress);
    saved = progress;
    tell(listener -> listener.saved(progress.step(), last));
  }

  private void finish() {
    if (best != null && progress.bestStep() > 0) {
      best.restore(learner);
      if (bestMeasurement == null && trainer.validation != null) {
        // It was measured before this run; the same parameters give the same.
        bestMeasurement = measured(trainer.validation);
      }
    } else {
      swapAverage();
      learner.queue().synchronize();
    }
  }

  private Path inFolder(String name) {
    Path folder = settings.folder();
    if (folder == null) {
      throw new IllegalStateException("there is no folder for checkpoints");
    }
    return folder.resolve(name);
  }

  private void tell(Consumer<TrainingListener> event) {
    trainer.listeners.forEach(event);
  }

  @Override
  public void close() {
    try {
      learner.close();
    } finally {
      if (averages != null) {
        averages.close();
      }
    }
  }
}
