package dev.heed.bench.embed;

import dev.heed.bench.Contest;
import dev.heed.bench.Timings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Embeds each text once with every engine. The texts come in portions, and engines take turns at
 * each, so that both sides of a ratio meet the same texts and the same noise.
 *
 * @param threads of each engine
 * @param portions at most
 */
record InTurns(int threads, int portions) {
  /**
   * An engine that takes any texts.
   *
   * @param batch how it cuts up the texts, or empty where it has no choice
   * @param over the engine with these texts before it; not closed
   */
  record Engine(String name, String batch, Function<List<String>, Embedder> over) {}

  /**
   * What an engine gave: unit vectors in the order of the texts.
   *
   * @param seconds of all portions together
   * @param millis of one text, one value for each portion
   */
  record Answer(float[][] vectors, double seconds, Timings millis) {
    double textsPerSecond() {
      return vectors.length / seconds;
    }
  }

  /** Answers in the engines' order. */
  List<Answer> embed(String kind, List<String> texts, List<Engine> engines) {
    int rounds = Math.min(portions, texts.size());
    float[][][] vectors = new float[engines.size()][texts.size()][];
    double[][] millis = new double[engines.size()][rounds];
    double[] seconds = new double[engines.size()];
    for (int round = 0; round < rounds; round++) {
      int from = texts.size() * round / rounds;
      List<String> portion = texts.subList(from, texts.size() * (round + 1) / rounds);
      for (int turn = 0; turn < engines.size(); turn++) {
        int e = (round + turn) % engines.size(); // nobody is always first
        Embedder engine = engines.get(e).over().apply(portion);
        if (threads > 1) {
          Contest.letThreadsSleep();
        }
        long start = System.nanoTime();
        float[][] answer = engine.embed();
        long nanos = System.nanoTime() - start;
        seconds[e] += nanos / 1e9;
        millis[e][round] = nanos / 1e6 / portion.size();
        System.arraycopy(answer, 0, vectors[e], from, portion.size());
      }
      System.out.printf(
          "  %,7d of %,d %s texts, by every engine%n", from + portion.size(), texts.size(), kind);
    }
    List<Answer> answers = new ArrayList<>();
    for (int e = 0; e < engines.size(); e++) {
      answers.add(new Answer(vectors[e], seconds[e], new Timings(millis[e])));
    }
    return answers;
  }
}
