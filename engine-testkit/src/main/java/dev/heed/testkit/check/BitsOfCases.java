package dev.heed.testkit.check;

import dev.heed.engine.Backend;
import dev.heed.engine.CommandQueue;
import dev.heed.engine.Scope;
import dev.heed.engine.Support;
import dev.heed.testkit.cases.AllCases;
import dev.heed.testkit.cases.Case;
import dev.heed.testkit.cases.Grid;
import dev.heed.testkit.oracle.HostTensor;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A few small cases of every op in a backend's memory, and hashes of their results. */
public final class BitsOfCases implements AutoCloseable {
  private static final int PER_OP = 8;

  /** Multiply–adds, or elements: what an interpreter does in a few milliseconds. */
  private static final long SMALL = 8_000;

  private final Scope scope;
  private final CommandQueue queue;
  private final Map<String, PlacedCase> cases = new LinkedHashMap<>();

  /** Places the cases that the backend supports. */
  public BitsOfCases(Backend backend) {
    this.scope = backend.newScope("bits");
    this.queue = backend.newQueue("bits");
    for (Case one : chosen()) {
      if (!(backend.support(one.op()) instanceof Support.Unsupported)) {
        cases.put(
            one.name(),
            new PlacedCase(one.op(), one.data(), Placement.DENSE, backend, scope, queue));
      }
    }
  }

  /** Runs every case, and gives the hash of its results, NaN counted as one value. */
  public Map<String, String> hashes() {
    Map<String, String> hashes = new LinkedHashMap<>();
    cases.forEach((name, placed) -> {
      placed.run();
      int hash = 1;
      for (HostTensor result : placed.results()) {
        hash = 31 * hash + hash(result);
      }
      hashes.put(name, Integer.toHexString(hash));
    });
    return hashes;
  }

  /** Runs every case many times. */
  void warm(int rounds) {
    for (PlacedCase placed : cases.values()) {
      for (int round = 0; round < rounds; round++) {
        queue.run(placed.op());
      }
    }
    queue.synchronize();
  }

  @Override
  public void close() {
    queue.close();
    scope.close();
  }

  /** Spread evenly over the small cases of each op, and the first of each feature. */
  private static Collection<Case> chosen() {
    Map<String, Case> chosen = new LinkedHashMap<>();
    for (String op : AllCases.ops()) {
      List<Case> small =
          AllCases.of(op, Grid.FULL).stream().filter(one -> Work.of(one.op()) <= SMALL).toList();
      for (int n = 0; n < PER_OP; n++) {
        Case one = small.get(n * small.size() / PER_OP);
        chosen.put(one.name(), one);
      }
      Set<String> features = new HashSet<>();
      for (Case one : small) {
        if (features.add(one.feature())) {
          chosen.put(one.name(), one);
        }
      }
    }
    return chosen.values();
  }

  private static int hash(HostTensor values) {
    int hash = 1;
    for (int e = 0; e < values.count(); e++) {
      boolean nan = values.dtype().isFloating() && Double.isNaN(values.get(e));
      hash = 31 * hash + (nan ? 0x7FC0_0000 : values.bits(e));
    }
    return hash;
  }
}
