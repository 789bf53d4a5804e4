package dev.heed.models.train;

import dev.heed.engine.Backend;
import dev.heed.engine.CommandQueue;
import dev.heed.engine.Scope;
import dev.heed.engine.op.Fill;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.autograd.Tape;
import dev.heed.models.nn.Dropping;
import dev.heed.models.nn.Parameter;
import dev.heed.models.nn.Pass;
import dev.heed.models.nn.Workspace;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a step of learning is made of: passes that are remembered, gradients that add up over them,
 * and the optimiser's step. Holds gradients, what the optimiser remembers, and the memory of a
 * pass, which stays as large as the largest needed. One thread at a time.
 */
public final class Learner implements Forward, AutoCloseable {
  /** Name of the scope that a pass keeps its values in. */
  static final String ACTIVATIONS = "activations of a step";

  private final List<Parameter> learned;
  private final Map<Parameter, ParameterGroup> groups = new LinkedHashMap<>();
  private final Map<Parameter, List<Tensor>> memories = new LinkedHashMap<>();
  private final Optimizer optimizer;
  private final List<Scope> scopes = new ArrayList<>();
  private final CommandQueue queue;
  private final Tape tape;
  private final Workspace activations;
  private final Workspace back;
  private final ParameterGradients gradients;
  private long steps;

  /**
   * Takes memory for everything but passes.
   *
   * @param parameters of the model
   * @param grouping how each is learned
   */
  public Learner(
      Backend backend,
      List<Parameter> parameters,
      Optimizer optimizer,
      Function<Parameter, ParameterGroup> grouping) {
    this(backend, parameters, optimizer, grouping, false);
  }

  /**
   * The same.
   *
   * @param recomputes whether what layers compute in between is computed again on the way back,
   *     instead of kept: less memory for activations, a third more work
   */
  public Learner(
      Backend backend,
      List<Parameter> parameters,
      Optimizer optimizer,
      Function<Parameter, ParameterGroup> grouping,
      boolean recomputes) {
    this.optimizer = optimizer;
    for (Parameter parameter : parameters) {
      ParameterGroup group = grouping.apply(parameter);
      if (!group.isFrozen()) {
        groups.put(parameter, group);
      }
    }
    this.learned = List.copyOf(groups.keySet());
    try {
      Scope kept = newScope(backend, "gradients and what the optimiser remembers");
      this.queue = backend.newQueue("learning");
      this.activations = Workspace.keeping(newScope(backend, ACTIVATIONS));
      this.back = new Workspace(newScope(backend, "gradients of activations"));
      Workspace inBetween =
          recomputes ? Workspace.keeping(newScope(backend, "activations of a layer")) : null;
      this.tape = new Tape(queue, activations, back, inBetween);
      this.gradients = new ParameterGradients(kept, learned);
      gradients.learnOn(tape);
      gradients.clear(queue);
      for (Parameter parameter : learned) {
        memories.put(parameter, memory(kept, parameter));
      }
      queue.synchronize();
    } catch (RuntimeException | Error e) {
      scopes.forEach(Scope::close);
      throw e;
    }
  }

  private Scope newScope(Backend backend, String name) {
    Scope scope = backend.newScope(name);
    scopes.add(scope);
    return scope;
  }

  private List<Tensor> memory(Scope scope, Parameter parameter) {
    List<Tensor> memory = new ArrayList<>();
    for (int m = 0; m < optimizer.memories(); m++) {
      Tensor tensor = scope.allocate(DType.F32, parameter.value().layout().shape());
      queue.run(new Fill(tensor, optimizer.initial(m)));
      memory.add(tensor);
    }
    return List.copyOf(memory);
  }

  /** What is learned, in the order of the model. */
  public List<Parameter> learned() {
    return learned;
  }

  /** The queue that gradients and parameters are written by. */
  public CommandQueue queue() {
    return queue;
  }

  /** Steps so far. */
  public long steps() {
    return steps;
  }

  /**
   * Starts a pass that is remembered; the memory of the last one is free.
   *
   * @param dropping what is dropped, or null
   */
  public Pass begin(SeqSpans spans, @Nullable Dropping dropping) {
    queue.synchronize();
    tape.begin();
    return new Pass(tape, activations, spans, null, dropping);
  }

  /** In the memory of the walk back. */
  @Override
  public Pass look(SeqSpans spans) {
    queue.synchronize();
    back.begin();
    return new Pass(queue, back, spans, null);
  }

  @Override
  public float[] read(Tensor tensor) {
    float[] values = new float[Math.toIntExact(tensor.elements())];
    queue.download(tensor, MemorySegment.ofArray(values));
    return values;
  }

  /**
   * Adds to all gradients.
   *
   * @param value of the pass that was begun, such as the losses
   * @param gradient F32, the shape of the value: what each element counts
   */
  public void backward(Tensor value, Tensor gradient) {
    tape.backward(value, gradient);
  }

  /** The gradient of a parameter that is learned. */
  public Tensor gradient(Parameter parameter) {
    return gradients.of(parameter);
  }

  /** What the optimiser remembers of a parameter that is learned. */
  public List<Tensor> memory(Parameter parameter) {
    return Objects.requireNonNull(memories.get(parameter), "the parameter is not learned");
  }

  /** √ of the sum of the squares of all gradients. */
  public double gradientNorm() {
    return gradients.norm(queue);
  }

  /**
   * One step of the optimiser; gradients are 0 afterwards.
   *
   * @param rate the learning rate, before the groups' factors
   * @param gradientScale what gradients are multiplied by first: what clipping leaves
   */
  public void step(double rate, double gradientScale) {
    steps++;
    for (Parameter parameter : learned) {
      ParameterGroup group = Objects.requireNonNull(groups.get(parameter));
      StepSettings settings =
          new StepSettings(steps, rate * group.rateFactor(), group.decay(), gradientScale);
      queue.run(
          optimizer.update(
              parameter.value(), gradients.of(parameter), memory(parameter), settings));
    }
    gradients.clear(queue);
  }

  /** All gradients are 0: what was added to them is dropped. */
  void forgetGradients() {
    gradients.clear(queue);
  }

  /** As many steps were made before. */
  void resume(long stepsBefore) {
    steps = stepsBefore;
  }

  /** The first parameter whose gradient is not finite, or null. */
  @Nullable Parameter notFiniteGradient() {
    return gradients.notFinite(queue);
  }

  /** The first that is learned and itself not finite, or null. */
  @Nullable Parameter notFiniteParameter() {
    return gradients.notFiniteValue(queue);
  }

  /** Gives everything back but the parameters. */
  @Override
  public void close() {
    try {
      queue.close();
    } finally {
      scopes.forEach(Scope::close);
    }
  }
}
