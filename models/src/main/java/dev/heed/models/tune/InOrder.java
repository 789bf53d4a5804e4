package dev.heed.models.tune;

import dev.heed.engine.tensor.Tensor;
import dev.heed.models.arch.TokenBatch;
import dev.heed.models.nn.Pass;
import dev.heed.models.train.Forward;
import java.util.ArrayList;
import java.util.Arrays;
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
    int[] order =
        IntStream.range(0, texts.size())
            .boxed()
            .sorted(Comparator.comparingInt(i -> texts.get(i).size()))
            .mapToInt(i -> i)
            .toArray();
    float[][] rows = new float[texts.size()][];
    List<Integer> taken = new ArrayList<>();
    int tokens = 0;
    for (int i : order) {
      if (!taken.isEmpty() && tokens + texts.get(i).size() > TOKENS) {
        run(forward, texts, taken, run, rows);
        taken.clear();
        tokens = 0;
      }
      taken.add(i);
      tokens += texts.get(i).size();
    }
    if (!taken.isEmpty()) {
      run(forward, texts, taken, run, rows);
    }
    return rows;
  }

  private static void run(
      Forward forward,
      List<EncodedText> texts,
      List<Integer> taken,
      BiFunction<Pass, TokenBatch, Tensor> run,
      float[][] rows) {
    int[] numbers = taken.stream().mapToInt(i -> i).toArray();
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
