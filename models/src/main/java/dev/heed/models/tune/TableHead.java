package dev.heed.models.tune;

import dev.heed.engine.Backend;
import dev.heed.engine.CommandQueue;
import dev.heed.engine.Scope;
import dev.heed.engine.op.Activation;
import dev.heed.engine.op.Combine;
import dev.heed.engine.op.Fill;
import dev.heed.engine.op.Linear;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Tensor;
import dev.heed.models.data.Dataset;
import dev.heed.models.data.TableFeatures;
import dev.heed.models.data.TableScores;
import dev.heed.models.nn.Parameter;
import dev.heed.models.nn.Pass;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Columns beside the texts, while what they say is learned: a dense layer of its own, which is
 * added to the logits of the text.
 */
final class TableHead implements AutoCloseable {
  private final TableFeatures features;
  private final Parameter weight;
  private final Scope scope;

  /** All weights are 0: it begins with what the text says alone. */
  TableHead(Backend backend, TableFeatures features, int labels) {
    this.features = features;
    this.scope = backend.newScope("columns beside texts");
    try (CommandQueue queue = backend.newQueue("columns beside texts")) {
      Tensor matrix = scope.allocate(DType.F32, labels, features.width());
      queue.run(new Fill(matrix, 0));
      queue.synchronize();
      weight = new Parameter("table.weight", Parameter.Kind.MATRIX, matrix, Parameter.Form.PLAIN);
    } catch (RuntimeException | Error e) {
      scope.close();
      throw e;
    }
  }

  Parameter weight() {
    return weight;
  }

  int width() {
    return features.width();
  }

  /** The numbers of each example. */
  float[][] numbers(Dataset data) {
    return data.examples().stream().map(features::encode).toArray(float[][]::new);
  }

  /** logits + W · f on the device; logits are given back. */
  Tensor added(Pass pass, Tensor logits, float[][] numbers) {
    int labels = weight.value().size(0);
    float[] flat = new float[Math.multiplyExact(numbers.length, width())];
    for (int i = 0; i < numbers.length; i++) {
      System.arraycopy(numbers[i], 0, flat, i * width(), width());
    }
    Tensor beside = pass.take(numbers.length, labels);
    Tensor rows = pass.values(flat, numbers.length, width());
    pass.run(new Linear(rows, weight.value(), null, Activation.IDENTITY, beside));
    Tensor sum = pass.take(numbers.length, labels);
    pass.run(new Combine(1, logits, 1, beside, sum));
    return sum;
  }

  /**
   * What it says now.
   *
   * @param values of the weight, row by row
   */
  TableScores scores(float[] values) {
    float[][] rows = new float[weight.value().size(0)][];
    for (int l = 0; l < rows.length; l++) {
      rows[l] = Arrays.copyOfRange(values, l * width(), (l + 1) * width());
    }
    return new TableScores(features, rows);
  }

  /** Becomes what is given, row by row. */
  void set(CommandQueue queue, float[] values) {
    queue.upload(MemorySegment.ofArray(values), weight.value());
  }

  @Override
  public void close() {
    scope.close();
  }
}
