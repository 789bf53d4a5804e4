package dev.heed.models.tune;

import dev.heed.engine.tensor.Tensor;
import dev.heed.models.arch.TokenBatch;
import dev.heed.models.nn.Pass;
import dev.heed.models.train.Forward;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/** Rows of results for many texts, in their order: run in batches of like length. */
final class InOrder {
  private static final int TOKENS = 2048;

  private InOrder() {}

  /**
   * Runs all texts.
   *
   * @param run [sequences, …] of a batch, or [tokens, …]
   * @return a row for each text, or its tokens' rows one behind the other
   */
  static float[][] run(
      Forward forward, List<EncodedText> texts, BiFunction<Pass, TokenBatch, Tensor> run) {
    float[][] rows = new float[texts.size()][];
    for (int[] numbers : batches(texts)) {
      run(forward, texts, numbers, run, rows);
    }
    return rows;
  }

  /** Runs the batch of most tokens and that of the longest text, and reads nothing of them. */
  static void runLargest(
      Forward forward, List<EncodedText> texts, BiFunction<Pass, TokenBatch, Tensor> run) {
    List<int[]> batches = batches(texts);
    if (batches.isEmpty()) {
      return;
    }
    int[] most =
        Collections.max(
            batches,
            Comparator.comparingInt(
                numbers -> Arrays.stream(numbers).map(i -> texts.get(i).size()).sum()));
    for (int[] numbers : List.of(most, batches.getLast())) {
      TokenBatch batch = TextBatches.tokens(texts, numbers);
      Tensor _ = run.apply(forward.look(batch.spans()), batch);
    }
  }

  /** Numbers of texts, short ones first. */
  private static List<int[]> batches(List<EncodedText> texts) {
    int[] order =
        IntStream.range(0, texts.size())
            .boxed()
            .sorted(Comparator.comparingInt(i -> texts.get(i).size()))
            .mapToInt(i -> i)
            .toArray();
    List<int[]> batches = new ArrayList<>();
    int from = 0;
    int tokens = 0;
    for (int at = 0; at < order.length; at++) {
      int more = texts.get(order[at]).size();
      if (at > from && tokens + more > TOKENS) {
        batches.add(Arrays.copyOfRange(order, from, at));
        from = at;
        tokens = 0;
      }
      tokens += more;
    }
    if (order.length > from) {
      batches.add(Arrays.copyOfRange(order, from, order.length));
    }
    return batches;
  }

  private static void run(
      Forward forward,
      List<EncodedText> texts,
      int[] numbers,
      BiFunction<Pass, TokenBatch, Tensor> run,
      float[][] rows) {
    TokenBatch batch = TextBatches.tokens(texts, numbers);
    Tensor result = run.apply(forward.look(batch.spans()), batch);
    float[] values = forward.read(result);
    int width = values.length / result.size(0);
    boolean tokens = result.size(0) != numbers.length;
    for (int n = 0; n < numbers.length; n++) {
      int from = tokens ? batch.spans().start(n) : n;
      int rowsOfText = tokens ? batch.spans().length(n) : 1;
      rows[numbers[n]] = Arrays.copyOfRange(values, from * width, (from + rowsOfText) * width);
    }
  }
}
