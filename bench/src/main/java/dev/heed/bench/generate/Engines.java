package dev.heed.bench.generate;

import dev.heed.bench.peer.PeerProcess;
import dev.heed.engine.tensor.DType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Engines with the same model and prompt before them, Heed's first; they give the same answers. */
final class Engines implements AutoCloseable {
  private final int threads;
  private final int[] prompt;
  private final HeedModel heed;
  private final List<Generator> all = new ArrayList<>();
  private final List<PeerProcess> processes = new ArrayList<>();

  /** Heed, with a cache of each type. */
  Engines(Path file, int threads, int[] prompt) {
    this.threads = threads;
    this.prompt = prompt;
    heed = new HeedModel(file, threads);
    try {
      HeedGenerator half = heed.generator(prompt, Work.STEPS, DType.F16);
      all.add(half);
      HeedGenerator full = heed.generator(prompt, Work.STEPS, DType.F32);
      all.add(full);
      Agreement.SAME_WEIGHTS.require(half, full);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /**
   * Adds an engine in a process of its own, whose answers are compared.
   *
   * @param process stays open longer than this
   * @param model that the engine reads
   * @param cache type of the keys and values that it remembers
   * @param sameWeights whether it computes with those that Heed has
   * @param settings further facts for the engine
   */
  void add(
      PeerProcess process,
      Path model,
      DType cache,
      boolean sameWeights,
      Map<String, Object> settings) {
    PeerGenerator peer =
        new PeerGenerator(
            process, model, threads, prompt, Work.STEPS, cache, sameWeights, settings);
    all.add(peer);
    Agreement agreement = sameWeights ? Agreement.SAME_WEIGHTS : Agreement.OWN_WEIGHTS;
    agreement.require(like(peer), peer);
  }

  /** The same of a process that is closed with this. */
  void addOwned(PeerProcess process, Path model, DType cache, boolean sameWeights) {
    processes.add(process);
    add(process, model, cache, sameWeights, Map.of());
  }

  /** All of them, in the order of the table. */
  List<Generator> all() {
    return Collections.unmodifiableList(all);
  }

  /** Heed with a cache of the same type as another engine's. */
  HeedGenerator like(Generator other) {
    return all.stream()
        .filter(HeedGenerator.class::isInstance)
        .map(HeedGenerator.class::cast)
        .filter(ours -> ours.cache() == other.cache())
        .findFirst()
        .orElseThrow();
  }

  /** What there is to compute and to read. */
  Cost cost() {
    return heed.cost();
  }

  @Override
  public void close() {
    all.forEach(Generator::close);
    processes.forEach(PeerProcess::close);
    heed.close();
  }
}
