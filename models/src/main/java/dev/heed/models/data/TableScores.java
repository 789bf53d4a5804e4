package dev.heed.models.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What the columns beside a text add to the logits that a model gives for it: W · f, where f are
 * the numbers that the columns become.
 *
 * @param features the columns
 * @param weight W: [labels][features]
 */
public record TableScores(TableFeatures features, float[][] weight) {
  /** The file of a model's folder that has it. */
  public static final String FILE = "heed_table.json";

  /** Checks that each label has a weight for each number. */
  public TableScores {
    if (weight.length == 0) {
      throw new DataException("columns beside texts: there are no labels");
    }
    for (float[] row : weight) {
      if (row.length != features.width()) {
        throw new DataException(
            "columns beside texts: the columns become %,d numbers, and there are weights for %,d"
                .formatted(features.width(), row.length));
      }
    }
  }

  /** How many logits they are added to. */
  public int labels() {
    return weight.length;
  }

  /**
   * logits + W · f of an example.
   *
   * @param logits [labels] that the model gives for the text
   * @param numbers [features], as {@link TableFeatures#encode} gives them
   */
  public float[] added(float[] logits, float[] numbers) {
    float[] sums = new float[logits.length];
    for (int l = 0; l < sums.length; l++) {
      double sum = logits[l];
      for (int f = 0; f < numbers.length; f++) {
        sum += (double) weight[l][f] * numbers[f];
      }
      sums[l] = (float) sum;
    }
    return sums;
  }

  /** As JSON. */
  public byte[] toJson() {
    Map<String, Object> json = new LinkedHashMap<>(features.toJson());
    json.put("weight", weight);
    return DataJson.bytes(json);
  }

  /**
   * Reads what {@link #toJson} gave.
   *
   * @throws DataException if the file cannot be read or is none
   */
  public static TableScores load(Path file) {
    String origin = file.toString();
    JsonNode root = DataJson.read(file);
    TableFeatures features = TableFeatures.of(root, origin);
    List<float[]> weight = new ArrayList<>();
    for (JsonNode row : DataJson.list(root, "weight", origin)) {
      weight.add(row(row, features.width(), origin));
    }
    return new TableScores(features, weight.toArray(float[][]::new));
  }

  private static float[] row(JsonNode row, int width, String origin) {
    if (!row.isArray() || row.size() != width) {
      throw DataJson.refused(origin, "weight", "rows of %,d numbers".formatted(width), row);
    }
    float[] values = new float[width];
    for (int f = 0; f < width; f++) {
      JsonNode value = row.get(f);
      values[f] = value.isNumber() ? (float) value.doubleValue() : Float.NaN;
      if (!Float.isFinite(values[f])) {
        throw DataJson.refused(origin, "weight", "a number", value);
      }
    }
    return values;
  }
}
