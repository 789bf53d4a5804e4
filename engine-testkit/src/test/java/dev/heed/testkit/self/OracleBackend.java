package dev.heed.testkit.self;

import dev.heed.engine.BackendOptions;
import dev.heed.engine.DeviceInfo;
import dev.heed.engine.Scope;
import dev.heed.engine.Support;
import dev.heed.engine.compose.Composition;
import dev.heed.engine.error.InvalidOpException;
import dev.heed.engine.host.HostBackend;
import dev.heed.engine.host.HostBuffer;
import dev.heed.engine.host.HostQueue;
import dev.heed.engine.op.Linear;
import dev.heed.engine.op.Op;
import dev.heed.engine.op.TopKRows;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.PlainWeight;
import dev.heed.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.locks.LockSupport;

/** A backend that computes with the oracle: right by definition, unless it makes a mistake. */
final class OracleBackend extends HostBackend {
  private final Mistake mistake;
  private final boolean composing;

  OracleBackend(DeviceInfo device, BackendOptions options, Mistake mistake, boolean composing) {
    super(
        device,
        options.threads() == 0 || mistake == Mistake.WORKS_ALONE
            ? options.withThreads(1)
            : options);
    this.mistake = mistake;
    this.composing = composing;
    if (!options.properties().isEmpty() && mistake != Mistake.IGNORES_OPTIONS) {
      throw new IllegalArgumentException(
          "backend 'oracle' has no options, was given " + options.properties());
    }
  }

  @Override
  protected HostQueue createQueue(String name) {
    return new OracleQueue(name, this, mistake);
  }

  @Override
  public Support support(Op op) {
    if (mistake == Mistake.RUNS_WHAT_IT_DENIES) {
      return new Support.Unsupported("it says so");
    }
    if (mistake == Mistake.DENIES_AN_OP && op instanceof TopKRows) {
      return new Support.Unsupported("it says so");
    }
    if (mistake == Mistake.COMPOSES_UNSEEN && op instanceof Linear) {
      return new Support.Composed(Composition.parts(op));
    }
    boolean inMemory = op.outputs().getFirst().buffer() != null;
    if (composes(op) || (mistake == Mistake.ANSWERS_BY_MEMORY && inMemory)) {
      return new Support.Composed(Composition.parts(op));
    }
    return new Support.Dedicated("oracle");
  }

  boolean composes(Op op) {
    return composing && Composition.covers(op);
  }

  @Override
  public PackedWeight pack(Tensor weight, Scope into) {
    return mistake == Mistake.PACKS_UNSEEN
        ? pausing(weight, into)
        : whileOpen(() -> copied(weight, into));
  }

  /** Long enough that a close comes in between, if nobody keeps it waiting. */
  private PackedWeight pausing(Tensor weight, Scope into) {
    PackedWeight packed = copied(weight, into);
    MemorySegment memory = HostBuffer.of(weight).segment();
    LockSupport.parkNanos(100_000_000);
    return memory.get(ValueLayout.JAVA_BYTE, 0) == 0 ? packed : new PlainWeight(weight);
  }

  private PackedWeight copied(Tensor weight, Scope into) {
    HostBuffer buffer = HostBuffer.of(weight);
    if (!buffer.owner().equals(this) || weight.rank() != 2 || !packs(weight.dtype())) {
      throw new InvalidOpException("pack: %s is no weight of this backend".formatted(weight));
    }
    Tensor copy = into.allocate(weight.dtype(), weight.layout().shape());
    HostMemory.write(HostMemory.read(weight), copy);
    return new PlainWeight(copy);
  }

  @Override
  public boolean packs(DType type) {
    return type.isFloating() || type.isQuantized();
  }

  @Override
  public long packedBytes(DType type, int rows, int columns) {
    long bytes = super.packedBytes(type, rows, columns);
    return mistake == Mistake.STATES_TOO_LITTLE ? bytes / 2 : bytes;
  }

  @Override
  protected void release() {}
}
