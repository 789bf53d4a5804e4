package dev.heed.models.autograd;

import dev.heed.engine.CommandQueue;
import dev.heed.engine.error.UnsupportedOpException;
import dev.heed.engine.op.Activate;
import dev.heed.engine.op.Activation;
import dev.heed.engine.op.AddNorm;
import dev.heed.engine.op.Attention;
import dev.heed.engine.op.Copy;
import dev.heed.engine.op.GatedMlp;
import dev.heed.engine.op.Linear;
import dev.heed.engine.op.Multiply;
import dev.heed.engine.op.Op;
import dev.heed.engine.op.PackedGatedMlp;
import dev.heed.engine.op.PackedLinear;
import dev.heed.engine.tensor.Buffer;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.PlainWeight;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.nn.Dropping;
import dev.heed.models.nn.Pass;
import dev.heed.models.nn.Span;
import dev.heed.models.nn.Workspace;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A queue that remembers: each op runs at once, and those that a parameter reaches are kept as they
 * are. {@link #backward} walks over them from the last to the first and runs what the gradient of
 * each takes. Layers are written once and do not know of it.
 *
 * <p>What a fused op does not leave behind and its gradient needs is computed as well: the values
 * before an activation, the sum that is normalised, the log-sum-exp of an attention. Packed weights
 * must be plain, as those of a model that is loaded for training. One thread at a time, as any
 * queue.
 */
public final class Tape implements Span.Queue {
  private final CommandQueue queue;
  private final Workspace activations;
  private final Workspace gradientMemory;
  private final @Nullable Workspace inBetween;
  private final Map<Buffer, Tensor> parameters = new HashMap<>();
  private final Set<Buffer> reached = new HashSet<>();
  private final Recording whole = new Recording();
  private Recording recording = whole;
  private Workspace current;

  /** What is remembered, and where its values lie. */
  private static final class Recording {
    final List<Step> steps = new ArrayList<>();
    final Kept kept = new Kept();
    boolean forgets;
  }

  /**
   * Nothing is remembered yet.
   *
   * @param queue runs the ops; closed with this tape
   * @param activations where layers take their outputs: it keeps what they release
   * @param gradients memory of the walk back
   */
  public Tape(CommandQueue queue, Workspace activations, Workspace gradients) {
    this(queue, activations, gradients, null);
  }

  /**
   * The same, of spans remembering what goes in and what comes out alone.
   *
   * @param inBetween what a span computes in between, once forwards and once again on the way back:
   *     it keeps what layers release; null to remember everything
   */
  public Tape(
      CommandQueue queue,
      Workspace activations,
      Workspace gradients,
      @Nullable Workspace inBetween) {
    this.queue = queue;
    this.activations = activations;
    this.gradientMemory = gradients;
    this.inBetween = inBetween;
    this.current = activations;
  }

  /**
   * From now on this tensor is learned: {@link #backward} adds to its gradient.
   *
   * @param parameter F32, the whole of what its scope allocated
   * @param gradient F32, dense, as many elements
   */
  public void learn(Tensor parameter, Tensor gradient) {
    Buffer buffer = Objects.requireNonNull(parameter.buffer(), "a parameter lies in memory");
    boolean fits =
        parameter.dtype() == DType.F32
            && gradient.dtype() == DType.F32
            && parameter.layout().isDense()
            && gradient.layout().isDense()
            && parameter.layout().offset() == 0
            && gradient.layout().offset() == 0
            && parameter.elements() == gradient.elements();
    if (!fits) {
      throw new IllegalArgumentException(
          "parameter %s and gradient %s must be F32, dense and of one size"
              .formatted(parameter, gradient));
    }
    parameters.put(buffer, gradient);
    reached.add(buffer);
  }

  /** Forgets the ops, and starts anew: the memory of the last pass is free. */
  public void begin() {
    whole.steps.clear();
    whole.kept.clear();
    reached.clear();
    reached.addAll(parameters.keySet());
    activations.begin();
    gradientMemory.begin();
  }

  /** How many ops are remembered. */
  public int size() {
    return whole.steps.size();
  }

  /**
   * Adds to the gradients of all parameters what they contribute to one value.
   *
   * @param value what the walk starts from, such as the losses of a batch
   * @param gradient F32, the shape of the value: what each element counts
   */
  public void backward(Tensor value, Tensor gradient) {
    Gradients gradients = new Gradients(gradientMemory, queue::run, parameters);
    gradients.pass(value, gradient, gradient, false);
    Backward backward = new Backward(queue, gradients, this::isReached, this::again);
    backward.walkBack(whole.steps);
    gradients.clear();
  }

  @Override
  public Tensor span(Span span, Pass pass, Tensor in) {
    Workspace memory = inBetween;
    if (memory == null || recording != whole) {
      return span.run(pass, in);
    }
    Dropping dropping = pass.dropping();
    Dropping before = dropping == null ? null : dropping.copy();
    Recording forgetful = new Recording();
    forgetful.forgets = true;
    Tensor computed = inBetween(memory, forgetful, span, pass, dropping, in);
    Tensor out = activations.take(computed.layout().shape());
    queue.run(new Copy(computed, out));
    if (isReached(computed)) {
      keep(new Step.Again(span, pass, before, in, out));
    }
    return out;
  }

  private Rerun.Result again(Step.Again step) {
    Dropping dropping = step.dropping();
    Recording remembering = new Recording();
    Tensor out =
        inBetween(
            Objects.requireNonNull(inBetween),
            remembering,
            step.span(),
            step.pass(),
            dropping == null ? null : dropping.copy(),
            step.in());
    return new Rerun.Result(remembering.steps, out);
  }

  private Tensor inBetween(
      Workspace memory,
      Recording into,
      Span span,
      Pass pass,
      @Nullable Dropping dropping,
      Tensor in) {
    queue.synchronize();
    memory.begin();
    recording = into;
    current = memory;
    try {
      return span.run(new Pass(this, memory, pass.spans(), null, dropping), in);
    } finally {
      recording = whole;
      current = activations;
    }
  }

  @Override
  public String name() {
    return queue.name();
  }

  /**
   * {@inheritDoc}
   *
   * @throws UnsupportedOpException when a parameter reaches an op without a gradient
   * @throws IllegalStateException when the op would overwrite what the walk back needs
   */
  @Override
  public void run(Op op) {
    switch (op) {
      case Linear linear when linear.activation() != Activation.IDENTITY -> linear(linear);
      case GatedMlp mlp -> gatedMlp(mlp);
      case AddNorm addNorm when addNorm.sum() == null -> remember(withSum(addNorm));
      case Attention attention when attention.logSumExp() == null ->
          remember(withLogSumExp(attention));
      case Op.Differentiable differentiable -> remember(differentiable);
      case PackedLinear linear ->
          run(
              new Linear(
                  linear.in(),
                  plain(op, linear.weight()),
                  linear.bias(),
                  linear.activation(),
                  linear.out()));
      case PackedGatedMlp mlp ->
          run(
              new GatedMlp(
                  mlp.in(),
                  plain(op, mlp.gate()),
                  plain(op, mlp.up()),
                  mlp.gateBias(),
                  mlp.upBias(),
                  mlp.activation(),
                  mlp.out()));
      case Op.InferenceOnly _, Op.Gradient _, Op.Update _ -> pass(op);
    }
  }

  private void remember(Op.Differentiable op) {
    boolean matters = isReachedByAny(op);
    Step step = new Step.One(op);
    if (matters) {
      Kept.refuseToLoseOwn(op, step.neededInputs());
    }
    runOnly(op);
    if (matters) {
      keep(step);
    }
  }

  private void runOnly(Op op) {
    whole.kept.refuseToLose(op);
    recording.kept.refuseToLose(op);
    queue.run(op);
  }

  private void keep(Step step) {
    step.outputs().forEach(out -> reached.add(Objects.requireNonNull(out.buffer())));
    if (!recording.forgets) {
      recording.steps.add(step);
      step.needs().forEach(recording.kept::add);
    }
  }

  /** An op that nothing can be learned through. */
  private void pass(Op op) {
    if (isReachedByAny(op)) {
      throw new UnsupportedOpException(
          "%s has no gradient, and what it reads depends on parameters that are learned"
              .formatted(op.name()));
    }
    runOnly(op);
  }

  private void linear(Linear op) {
    Tensor before = current.take(op.out().layout().shape());
    remember(new Linear(op.in(), op.weight(), op.bias(), Activation.IDENTITY, before));
    remember(new Activate(op.activation(), before, op.out()));
  }

  private void gatedMlp(GatedMlp op) {
    int[] shape = op.out().layout().shape();
    Tensor gate = current.take(shape);
    Tensor up = current.take(shape);
    remember(new Linear(op.in(), op.gate(), op.gateBias(), Activation.IDENTITY, gate));
    remember(new Linear(op.in(), op.up(), op.upBias(), Activation.IDENTITY, up));
    runOnly(new Activate(op.activation(), gate, op.out()));
    runOnly(new Multiply(op.out(), up, op.out()));
    if (isReached(gate) || isReached(up)) {
      keep(new Step.Gate(op.activation(), gate, up, op.out()));
    }
  }

  private AddNorm withSum(AddNorm op) {
    Tensor sum = current.take(op.a().layout().shape());
    return new AddNorm(
        op.kind(), op.a(), op.b(), op.weight(), op.bias(), op.epsilon(), sum, op.out());
  }

  private Attention withLogSumExp(Attention op) {
    return new Attention(
        op.q(),
        op.k(),
        op.v(),
        op.queries(),
        op.keys(),
        op.masking(),
        op.scale(),
        op.softCap(),
        op.out(),
        current.take(op.heads(), op.q().size(0)),
        op.weights(),
        op.dropout());
  }

  private boolean isReachedByAny(Op op) {
    return op.inputs().stream().anyMatch(this::isReached);
  }

  private boolean isReached(@Nullable Tensor tensor) {
    return tensor != null && reached.contains(tensor.buffer());
  }

  private static Tensor plain(Op op, PackedWeight weight) {
    if (weight instanceof PlainWeight plain) {
      return plain.weight();
    }
    throw new UnsupportedOpException(
        "%s: a weight packed as %s cannot be learned through; load the model for training"
            .formatted(op.name(), weight.format()));
  }

  @Override
  public void upload(MemorySegment from, Tensor to) {
    queue.upload(from, to);
  }

  @Override
  public void download(Tensor from, MemorySegment to) {
    queue.download(from, to);
  }

  @Override
  public void synchronize() {
    queue.synchronize();
  }

  @Override
  public void close() {
    queue.close();
  }
}
