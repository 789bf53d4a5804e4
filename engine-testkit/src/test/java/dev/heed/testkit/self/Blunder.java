package dev.heed.testkit.self;

import dev.heed.engine.Backend;
import dev.heed.engine.host.HostBuffer;
import dev.heed.engine.op.Attention;
import dev.heed.engine.op.GatherRows;
import dev.heed.engine.op.LinearGradient;
import dev.heed.engine.op.Masking;
import dev.heed.engine.op.MatMul;
import dev.heed.engine.op.Op;
import dev.heed.engine.op.PackedLinear;
import dev.heed.engine.op.Rotate;
import dev.heed.engine.op.ScatterRows;
import dev.heed.engine.op.Softmax;
import dev.heed.engine.op.TopKRows;
import dev.heed.engine.op.Visibility;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import dev.heed.testkit.oracle.HostTensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** How a mistake is made: what is read wrongly, and what becomes of a right result. */
final class Blunder {
  private static final AtomicInteger AT_WORK = new AtomicInteger();

  private final Mistake mistake;
  private final Backend backend;

  /** Tensors that the misunderstood op has and the op has not, told apart by identity. */
  private final IdentityHashMap<Tensor, HostTensor> inventions = new IdentityHashMap<>();

  private int runs;
  private boolean disturbed;

  Blunder(Mistake mistake, Backend backend) {
    this.mistake = mistake;
    this.backend = backend;
  }

  void begin(Op op) {
    runs++;
    disturbed = AT_WORK.incrementAndGet() > 1;
    if (mistake == Mistake.CLOSES_WITHOUT_WAITING && op instanceof MatMul) {
      // Long enough that a busy machine does not hide who waits and who does not.
      LockSupport.parkNanos(600_000_000);
    }
  }

  void end() {
    AT_WORK.decrementAndGet();
    inventions.clear();
  }

  /** The op as it is misunderstood. */
  Op misread(Op op) {
    if (!(op instanceof Attention o)) {
      return TrainingBlunder.misread(mistake, op);
    }
    return switch (mistake) {
      case SEES_THE_NEXT_KEY -> {
        if (!(o.masking().visibility() instanceof Visibility.Causal)) {
          yield o;
        }
        Visibility oneMore = new Visibility.Local(Integer.MAX_VALUE, 1);
        Masking masking = new Masking(oneMore, o.masking().bias(), o.masking().alibi());
        yield attention(o, o.k(), o.v(), masking);
      }
      case GROUPS_HEADS_BY_TURNS ->
          attention(o, byTurns(o.k(), o.heads()), byTurns(o.v(), o.heads()), o.masking());
      default -> o;
    };
  }

  /** What a tensor of the misunderstood op holds. */
  HostTensor read(Tensor tensor) {
    HostTensor made = inventions.get(tensor);
    return made == null ? HostMemory.read(tensor) : made;
  }

  private static Attention attention(Attention o, Tensor k, Tensor v, Masking masking) {
    return new Attention(
        o.q(),
        k,
        v,
        o.queries(),
        o.keys(),
        masking,
        o.scale(),
        o.softCap(),
        o.out(),
        o.logSumExp(),
        o.weights(),
        o.dropout());
  }

  /** [rows, kvHeads, size] → [rows, heads, size] without memory, head h being h % kvHeads. */
  private Tensor byTurns(Tensor tensor, int heads) {
    HostTensor right = HostMemory.read(tensor);
    int size = right.width();
    int kvHeads = right.size(1);
    HostTensor turned = new HostTensor(right.dtype(), right.size(0), heads, size);
    for (int e = 0; e < turned.count(); e++) {
      int head = e / size % heads;
      int row = e / size / heads;
      turned.setBits(e, right.bits((row * kvHeads + head % kvHeads) * size + e % size));
    }
    Tensor invented = Tensor.shapeOnly(right.dtype(), right.size(0), heads, size);
    inventions.put(invented, turned);
    return invented;
  }

  /** An input as it is misread. */
  HostTensor misread(Op op, Tensor tensor, HostTensor right) {
    switch (mistake) {
      case LOSES_THE_TAIL -> {
        int width = right.width();
        if (op instanceof PackedLinear o && tensor.equals(o.in()) && width % 8 != 0) {
          for (int e = width - 1; e < right.count(); e += width) {
            right.set(e, 0);
          }
        }
      }
      case SWALLOWS_NAN -> {
        for (int e = 0; e < right.count() && right.dtype().isFloating(); e++) {
          right.set(e, Double.isNaN(right.get(e)) ? 0 : right.get(e));
        }
      }
      case CLAMPS_INDICES -> {
        if (tensor.dtype() == DType.I32) {
          for (int e = 0; e < right.count(); e++) {
            right.set(e, Math.clamp((long) right.get(e), 0, Math.max(0, entries(op) - 1)));
          }
        }
      }
      case REPLACES_A_SUM -> {
        if (op instanceof LinearGradient o && isSum(tensor, o.weightGradient(), o.biasGradient())) {
          right = new HostTensor(right.dtype(), right.shape());
        }
      }
      case COUNTS_EVERY_ROW -> {
        for (int e = 0; e < right.count() && right.dtype() == DType.I32; e++) {
          right.setBits(e, Math.max(0, right.bits(e)));
        }
      }
      default -> {}
    }
    return right;
  }

  /** What becomes of a right result. */
  void spoil(Op op, int output, HostTensor result) {
    Tensor out = op.outputs().get(output);
    boolean floats = result.dtype() == DType.F32;
    switch (mistake) {
      case LEAVES_THE_LAST_ROW -> {
        HostTensor before = HostMemory.read(out);
        for (int e = result.count() - Math.min(result.count(), result.width());
            e < result.count();
            e++) {
          result.setBits(e, before.bits(e));
        }
      }
      case FORGETS_A_TERM, FORGETS_HEADS, NUMBERS_SEQUENCES_ANEW ->
          TrainingBlunder.spoil(op, output, result);
      case LOSES_INFINITY -> {
        for (int e = 0; e < result.count(); e++) {
          result.set(e, result.get(e) == Double.POSITIVE_INFINITY ? 0 : result.get(e));
        }
      }
      case READS_PAST_THE_END -> addProductWithNothing(result, behind(op.inputs().getFirst()));
      case READS_THE_OUTPUT -> {
        HostTensor before = HostMemory.read(out);
        for (int e = 0; e < result.count(); e++) {
          result.set(e, result.get(e) + 0 * before.get(e));
        }
      }
      case TAKES_THE_LAST_OF_EQUALS -> {
        if (op instanceof TopKRows topK && output == 1) {
          lastOfEquals(topK, result);
        }
      }
      case DIFFERS_FROM_RUN_TO_RUN -> nudge(result, floats && runs % 2 == 0, 0);
      case DEPENDS_ON_THE_BATCH -> nudge(result, result.rows() >= 4, 0);
      case DEPENDS_ON_THE_PLACE -> nudge(result, result.rows() >= 4, 3 * result.width());
      case DEPENDS_ON_STRIDES -> nudge(result, result.rows() > 1 && !out.layout().isDense(), 0);
      case DEPENDS_ON_THE_MEMORY -> nudge(result, !HostBuffer.isOnHeap(op.inputs().getFirst()), 0);
      case DEPENDS_ON_THREADS -> nudge(result, backend.options().threads() == 2, 0);
      case CANNOT_WORK_IN_PLACE -> {
        if (op instanceof Softmax softmax && softmax.in().sameMemory(softmax.out())) {
          nudge(result, true, 0);
        }
      }
      case WRONG_REQUIRED_OP -> {
        if (op instanceof MatMul && result.count() > 0) {
          result.set(0, result.get(0) + 1);
        }
      }
      case PREFILL_DIFFERS ->
          nudge(result, op instanceof Attention o && o.queries().longest() > 1, 0);
      case SHARES_SCRATCH -> nudge(result, disturbed, 0);
      case DEPENDS_ON_THE_COMPILER ->
          nudge(result, System.getProperty("java.vm.info", "").contains("interpreted mode"), 0);
      default -> {}
    }
  }

  /** What happens once the result is written. */
  void afterwards(Op op) {
    switch (mistake) {
      case WRITES_PAST_THE_END -> poke(op.outputs().getFirst(), true);
      case CHANGES_AN_INPUT -> {
        if (HostBuffer.isOnHeap(op.inputs().getFirst())) {
          poke(op.inputs().getFirst(), false);
        }
      }
      case LEAVES_A_SCOPE -> backend.newScope("forgotten");
      case LEAVES_A_SCOPE_OF_TWO_THREADS -> {
        if (backend.options().threads() == 2) {
          backend.newScope("forgotten");
        }
      }
      case LEAKS_IN_A_STATEMENT -> {
        if (op instanceof ScatterRows) {
          backend.newScope("forgotten");
        }
      }
      default -> {}
    }
  }

  private static boolean isSum(Tensor tensor, @Nullable Tensor... sums) {
    return Arrays.asList(sums).contains(tensor);
  }

  private static int entries(Op op) {
    return switch (op) {
      case GatherRows o -> o.table().size(0);
      case ScatterRows o -> o.to().size(0);
      case Rotate o -> o.cosines().size(0);
      case Op.Differentiable _, Op.InferenceOnly _, Op.Gradient _, Op.Update _ -> 0;
    };
  }

  private static void lastOfEquals(TopKRows op, HostTensor indices) {
    HostTensor in = HostMemory.read(op.in());
    for (int e = 0; e < indices.count(); e++) {
      int row = e / indices.width() * in.width();
      double chosen = in.get(row + indices.bits(e));
      for (int c = 0; c < in.width(); c++) {
        if (in.get(row + c) == chosen) {
          indices.set(e, c);
        }
      }
    }
  }

  /** The float behind the last element of a tensor. */
  private static float behind(Tensor tensor) {
    MemorySegment memory = HostBuffer.of(tensor).segment();
    long at = tensor.dtype().bytes(tensor.layout().end());
    return memory.get(ValueLayout.JAVA_FLOAT_UNALIGNED, at);
  }

  private static void addProductWithNothing(HostTensor result, float value) {
    if (result.count() > 0) {
      result.set(result.count() - 1, result.get(result.count() - 1) + 0 * value);
    }
  }

  /** One element becomes the next float. */
  private static void nudge(HostTensor result, boolean when, int element) {
    if (when && element < result.count() && result.dtype() == DType.F32) {
      result.set(element, Math.nextUp((float) result.get(element)));
    }
  }

  /** Writes the first element of a tensor, or the one behind its last. */
  private static void poke(Tensor tensor, boolean behind) {
    if (tensor.dtype() == DType.F32 && tensor.elements() > 0) {
      long element = behind ? tensor.layout().end() : tensor.layout().offset();
      HostBuffer.of(tensor)
          .segment()
          .set(ValueLayout.JAVA_FLOAT_UNALIGNED, tensor.dtype().bytes(element), 1234.5f);
    }
  }
}
