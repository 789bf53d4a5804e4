package dev.heed.testkit.onnx;

import dev.heed.engine.op.CrossEntropy;
import dev.heed.engine.op.GatherRows;
import dev.heed.engine.op.MatMul;
import dev.heed.engine.op.Multiply;
import dev.heed.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * SoftmaxCrossEntropyLoss as {@link CrossEntropy}, and NegativeLogLikelihoodLoss, which is given
 * log-probabilities, as {@link GatherRows}; the classes are brought to the end. A mean is a product
 * with a row of shares, a sum with a row of ones.
 */
final class LossNodes implements NodeMapping {
  private static final String CROSS_ENTROPY = "SoftmaxCrossEntropyLoss";

  @Override
  public Set<String> operators() {
    return Set.of("NegativeLogLikelihoodLoss", CROSS_ENTROPY);
  }

  @Override
  public boolean expresses(NodeCase node) {
    return true;
  }

  @Override
  public List<@Nullable OnnxTensor> run(NodeCase node, Workbench bench) {
    Rows rows = Rows.of(node);
    Tensor scores = bench.floats(rows.scores, rows.targets.length, rows.classes);
    List<@Nullable OnnxTensor> outputs = new ArrayList<>();
    if (node.node().operator().equals(CROSS_ENTROPY)) {
      Tensor losses = bench.empty(rows.targets.length);
      Tensor logSumExp = bench.empty(rows.targets.length);
      Tensor targets = bench.indices(rows.targets);
      bench.run(new CrossEntropy(scores, targets, 0, rows.weights(bench), losses, logSumExp));
      outputs.add(reduced(node, rows, losses, bench));
      SoftmaxNodes.subtract(logSumExp.reshape(rows.targets.length, 1), scores, bench);
      OnnxTensor moved = rows.scores;
      outputs.add(bench.download(scores, moved.type(), moved.dims()).moveAxis(moved.rank() - 1, 1));
    } else {
      outputs.add(reduced(node, rows, gathered(rows, scores, bench), bench));
    }
    return outputs;
  }

  /** −weight · score of the target; 0 where a row does not count. */
  private static Tensor gathered(Rows rows, Tensor scores, Workbench bench) {
    int count = rows.targets.length;
    int[] places = new int[count];
    float[] factors = new float[count];
    for (int i = 0; i < count; i++) {
      boolean counts = rows.targets[i] != CrossEntropy.IGNORED;
      places[i] = i * rows.classes + (counts ? rows.targets[i] : 0);
      factors[i] = counts ? -rows.weight(i) : 0;
    }
    Tensor found = bench.empty(count, 1);
    Tensor table = scores.reshape(count * rows.classes, 1);
    bench.run(new GatherRows(table, bench.indices(places), false, found));
    bench.run(new Multiply(found, bench.floats(factors, count, 1), found));
    return found.reshape(count);
  }

  private static OnnxTensor reduced(NodeCase node, Rows rows, Tensor losses, Workbench bench) {
    int count = rows.targets.length;
    String reduction = node.node().text("reduction", "mean");
    if (reduction.equals("none")) {
      return bench.download(losses, rows.scores.type(), rows.dims);
    }
    float[] shares = new float[count];
    Arrays.fill(shares, reduction.equals("mean") ? (float) (1 / rows.weight()) : 1);
    Tensor sum = bench.empty(1, 1);
    bench.run(MatMul.of(bench.floats(shares, 1, count), losses.reshape(count, 1), sum));
    return bench.download(sum, rows.scores.type());
  }

  /**
   * The node's input as rows of scores.
   *
   * @param scores with the classes at the end
   * @param targets {@link CrossEntropy#IGNORED} where the node ignores one
   * @param classWeights null for 1
   * @param dims of what is given for each row
   */
  private record Rows(
      OnnxTensor scores, int classes, int[] targets, float @Nullable [] classWeights, int[] dims) {

    static Rows of(NodeCase node) {
      OnnxTensor scores = node.input(0).moveAxis(1, node.input(0).rank() - 1);
      OnnxTensor labels = node.input(1);
      OnnxTensor weights = node.inputOrNull(2);
      OnnxNode.Attribute ignored = node.node().attribute("ignore_index");
      int[] targets =
          Arrays.stream(labels.ints())
              .map(label ->
                  ignored != null && label == ignored.whole() ? CrossEntropy.IGNORED : label)
              .toArray();
      return new Rows(
          scores,
          scores.size(-1),
          targets,
          weights == null ? null : weights.floats(),
          labels.dims());
    }

    @Nullable Tensor weights(Workbench bench) {
      return classWeights == null ? null : bench.floats(classWeights, classes);
    }

    /** What a row that counts is weighed by. */
    float weight(int row) {
      return classWeights == null ? 1 : classWeights[targets[row]];
    }

    /** Of all rows that count. */
    double weight() {
      double sum = 0;
      for (int i = 0; i < targets.length; i++) {
        sum += targets[i] == CrossEntropy.IGNORED ? 0 : weight(i);
      }
      return sum;
    }
  }
}
