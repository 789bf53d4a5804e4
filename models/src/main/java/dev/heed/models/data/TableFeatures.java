package dev.heed.models.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * What stands beside the text of an example, as numbers for a model: numeric columns standardised,
 * then categorical ones one-hot. Fitted on the training data, saved with the model.
 *
 * @param numeric in the order of the vector
 * @param categorical in the order of the vector
 */
public record TableFeatures(List<NumericColumn> numeric, List<CategoricalColumn> categorical) {
  /** Copies the lists. */
  public TableFeatures {
    numeric = List.copyOf(numeric);
    categorical = List.copyOf(categorical);
  }

  /**
   * Measures these columns.
   *
   * @throws DataException if the data is not for training, a column is not there, or a cell of a
   *     numeric one holds no finite number
   */
  public static TableFeatures fit(
      Dataset training, List<String> numeric, List<String> categorical) {
    training.forTraining("columns are fitted");
    return new TableFeatures(
        numeric.stream().map(name -> NumericColumn.fit(training, name)).toList(),
        categorical.stream().map(name -> CategoricalColumn.fit(training, name)).toList());
  }

  /** Numbers of one example. */
  public int width() {
    return numeric.size() + categorical.stream().mapToInt(CategoricalColumn::width).sum();
  }

  /** The names of all columns. */
  public List<String> columns() {
    return Stream.concat(
            numeric.stream().map(NumericColumn::name),
            categorical.stream().map(CategoricalColumn::name))
        .toList();
  }

  /** Columns that are the same throughout the training data: nothing can be learned from them. */
  public List<String> constant() {
    return Stream.concat(
            numeric.stream().filter(NumericColumn::isConstant).map(NumericColumn::name),
            categorical.stream().filter(CategoricalColumn::isConstant).map(CategoricalColumn::name))
        .toList();
  }

  /**
   * One example → [width].
   *
   * @throws DataException if a column is not there, or a cell of a numeric one holds no number
   */
  public float[] encode(Example example) {
    float[] features = new float[width()];
    int at = 0;
    for (NumericColumn column : numeric) {
      features[at++] = column.encode(example);
    }
    for (CategoricalColumn column : categorical) {
      features[at + column.encode(example)] = 1;
      at += column.width();
    }
    return features;
  }

  /**
   * Writes the columns as JSON.
   *
   * @throws DataException if the file cannot be written
   */
  public void save(Path file) {
    DataJson.write(file, toJson());
  }

  Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("numeric", numeric.stream().map(TableFeatures::json).toList());
    json.put("categorical", categorical.stream().map(TableFeatures::json).toList());
    return json;
  }

  private static Map<String, Object> json(NumericColumn column) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", column.name());
    json.put("mean", column.mean());
    json.put("deviation", column.deviation());
    return json;
  }

  private static Map<String, Object> json(CategoricalColumn column) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", column.name());
    json.put("values", column.values());
    return json;
  }

  /**
   * Reads what {@link #save} wrote.
   *
   * @throws DataException if the file cannot be read or is none
   */
  public static TableFeatures load(Path file) {
    return of(DataJson.read(file), file.toString());
  }

  static TableFeatures of(JsonNode root, String origin) {
    List<NumericColumn> numeric = new ArrayList<>();
    for (JsonNode column : DataJson.list(root, "numeric", origin)) {
      numeric.add(
          new NumericColumn(
              DataJson.text(column, "name", origin),
              DataJson.number(column, "mean", origin),
              DataJson.number(column, "deviation", origin)));
    }
    List<CategoricalColumn> categorical = new ArrayList<>();
    for (JsonNode column : DataJson.list(root, "categorical", origin)) {
      categorical.add(
          new CategoricalColumn(
              DataJson.text(column, "name", origin), DataJson.texts(column, "values", origin)));
    }
    return new TableFeatures(numeric, categorical);
  }
}
