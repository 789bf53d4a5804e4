package dev.heed.models.train;

import dev.heed.engine.Backend;
import dev.heed.models.arch.LearnedModel;
import dev.heed.models.nn.Parameter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Teaches a model: goes over batches, epoch by epoch, makes a step of the optimiser behind each few
 * of them, validates, keeps the best, and writes checkpoints that it can go on from.
 *
 * {@snippet :
 * TrainingSettings settings =
 *     TrainingSettings.adamW(2e-5, 3).withCheckpoints(Path.of("run"), 0);
 * TrainingResult result =
 *     new Trainer<>(backend, model, objective, batches, settings)
 *         .validating(validation)
 *         .resume();
 * }
 *
 * <p>The same model, batches and settings give the same parameters to the bit, however often the
 * training was stopped and resumed in between. Used once, by one thread.
 *
 * @param <T> what the objective compares with
 */
public final class Trainer<T> {
  /** The newest checkpoint, in the folder. */
  public static final String LAST = "last.safetensors";

  /** The best parameters, in the folder. */
  public static final String BEST = "best.safetensors";

  final Backend backend;
  final LearnedModel model;
  final Objective<T> objective;
  final Batches<T> batches;
  final TrainingSettings settings;
  final List<TrainingListener> listeners = new ArrayList<>();
  @Nullable Validation validation;
  Predicate<Parameter> isComputed = parameter -> false;
  BooleanSupplier isToStop = () -> false;

  /**
   * Nothing happens yet.
   *
   * @param backend of the model
   * @param model whose parameters are learned, in place
   */
  public Trainer(
      Backend backend,
      LearnedModel model,
      Objective<T> objective,
      Batches<T> batches,
      TrainingSettings settings) {
    this.backend = backend;
    this.model = model;
    this.objective = objective;
    this.batches = batches;
    this.settings = settings;
  }

  /** With what the model is measured by while it learns; in the end it has the best parameters. */
  public Trainer<T> validating(Validation choice) {
    validation = choice;
    return this;
  }

  /**
   * With parameters that begin with values which were computed from the data, such as a head that
   * was fitted first. All others are read or drawn: a training goes on only from a checkpoint of a
   * model that began with the same.
   */
  public Trainer<T> beginningWithComputed(Predicate<Parameter> which) {
    isComputed = which;
    return this;
  }

  /** With one more that hears what happens. */
  public Trainer<T> heardBy(TrainingListener listener) {
    listeners.add(listener);
    return this;
  }

  /**
   * With a question that is asked behind each step and before each pass of a validation. A
   * validation that was stopped is made when the training goes on.
   *
   * @param question true to save and stop, and true from then on; asked by the thread that trains
   */
  public Trainer<T> stoppedBy(BooleanSupplier question) {
    isToStop = question;
    return this;
  }

  /**
   * What will be done, and the memory that it takes. Makes the batches of the first epoch, and
   * looks at all others where the number of epochs decides how many steps there are.
   *
   * @throws TrainingException when there is nothing to learn from, nothing that is learned, or no
   *     step with a learning rate above 0
   */
  public TrainingPlan plan() {
    FirstEpoch<T> first = new FirstEpoch<>();
    batches.epoch(0).forEach(first::add);
    List<TrainingBatch<T>> largest = first.largest();
    int stepsOfFirst = stepsOf(0);
    long parameters = 0;
    long learned = 0;
    for (Parameter parameter : model.parameters()) {
      parameters += parameter.value().elements();
      learned += settings.groups().apply(parameter).isFrozen() ? 0 : parameter.value().elements();
    }
    if (learned == 0) {
      throw new TrainingException(
          "model '%s' has no parameter that is learned".formatted(model.name()));
    }
    long steps = steps();
    checkRates(settings.schedule().apply(steps), steps);
    return new TrainingPlan(
        steps,
        stepsOfFirst,
        first.examples(),
        first.tokens(),
        parameters,
        learned,
        TrainingMemory.of(this, largest));
  }

  /** A training at a rate of 0 would report success. */
  private static void checkRates(Schedule schedule, long steps) {
    if (LongStream.range(0, steps).noneMatch(step -> schedule.rate(step) > 0)) {
      throw new TrainingException(
          "the learning rate is 0 at each of %,d steps, so nothing would be learned: %s; take a rate above 0, a shorter warm-up or more steps"
              .formatted(steps, schedule));
    }
  }

  /** Steps of all epochs. */
  private long steps() {
    if (settings.epochs() == Integer.MAX_VALUE) {
      return settings.steps();
    }
    long steps = 0;
    for (int epoch = 0; epoch < settings.epochs(); epoch++) {
      steps += stepsOf(epoch);
    }
    return settings.steps() == 0 ? steps : Math.min(steps, settings.steps());
  }

  private int stepsOf(int epoch) {
    return batches.steps(epoch, settings.accumulation()).size();
  }

  /**
   * Trains from the beginning.
   *
   * @throws TrainingException when the folder has a checkpoint already, or when a loss or gradient
   *     is not finite: then the parameters are those before that step; or when a parameter, or what
   *     the model gives, is not finite behind a step, which is seen where it is validated or saved:
   *     then they are those behind it, and no checkpoint has them
   * @throws dev.heed.engine.error.MemoryLimitException when it needs more memory than the backend
   *     can have, before anything is done
   */
  public TrainingResult train() {
    Path folder = settings.folder();
    if (folder != null && Files.exists(folder.resolve(LAST))) {
      throw new TrainingException(
          "%s: has the checkpoint of a training already; resume that one, or take another folder"
              .formatted(folder));
    }
    return run(false);
  }

  /**
   * Goes on from the last checkpoint in the folder, or begins where there is none. The model is as
   * it was when that training began: read or drawn again.
   *
   * @throws TrainingException as {@link #train} does, or when the checkpoint is of another training
   * @throws dev.heed.models.checkpoint.CheckpointException when the checkpoint is damaged
   */
  public TrainingResult resume() {
    Path folder = settings.folder();
    return run(folder != null && Files.exists(folder.resolve(LAST)));
  }

  private TrainingResult run(boolean goesOn) {
    TrainingPlan plan = plan();
    plan.memory().check(backend);
    Path folder = settings.folder();
    if (folder != null) {
      try {
        Files.createDirectories(folder);
      } catch (IOException e) {
        throw new TrainingException(
            "%s: the folder for checkpoints cannot be made: %s".formatted(folder, e), e);
      }
    }
    try (TrainingRun<T> run = new TrainingRun<>(this, plan)) {
      return run.run(goesOn);
    }
  }
}
