package dev.heed.models.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Examples in memory, in order, and what they are for.
 *
 * @param name the file, for error texts
 * @param part what they are for
 * @param columns what each example has
 * @param examples the examples, each with these columns
 */
public record Dataset(String name, DataPart part, Columns columns, List<Example> examples) {
  /**
   * Copies the list.
   *
   * @throws DataException if an example has other columns
   */
  public Dataset {
    examples = List.copyOf(examples);
    for (Example example : examples) {
      if (!example.columns().equals(columns)) {
        throw new DataException(
            "%s: has the columns %s; expected %s"
                .formatted(
                    example.place(),
                    Shown.list(example.columns().names()),
                    Shown.list(columns.names())));
      }
    }
  }

  /**
   * Reads a file to its end.
   *
   * @throws DataException if it is not of its format or has no examples
   */
  public static Dataset read(DataFile file, DataPart part) {
    List<Example> examples = new ArrayList<>();
    try (ExampleReader reader = file.open()) {
      for (Example example = reader.next(); example != null; example = reader.next()) {
        examples.add(example);
      }
      if (examples.isEmpty()) {
        throw new DataException("%s: has no examples".formatted(file.name()));
      }
      return new Dataset(file.name(), part, reader.columns(), examples);
    }
  }

  /** How many examples there are. */
  public int size() {
    return examples.size();
  }

  /** One of them, from 0. */
  public Example get(int index) {
    return examples.get(index);
  }

  /**
   * What a column holds, example by example.
   *
   * @throws DataException if there is none of that name
   */
  public List<String> column(String column) {
    int index = columns.indexOf(column, name);
    return examples.stream().map(example -> example.cells().get(index)).toList();
  }

  /** These examples, in this order. */
  public Dataset select(int[] indices) {
    return new Dataset(
        name, part, columns, Arrays.stream(indices).mapToObj(examples::get).toList());
  }

  /** The same for another use. */
  public Dataset as(DataPart part) {
    return new Dataset(name, part, columns, examples);
  }

  /** These examples and then those of another file, which has the same columns. */
  public Dataset and(Dataset other) {
    return new Dataset(
        name + " + " + other.name,
        part,
        columns,
        Stream.concat(examples.stream(), other.examples.stream()).toList());
  }

  /**
   * Refuses data that nothing may be fitted on.
   *
   * @param what is to be fitted, for the error text
   */
  Dataset forTraining(String what) {
    if (part != DataPart.TRAINING) {
      throw new DataException(
          "%s: %s on training data alone; this is %s data".formatted(name, what, part));
    }
    if (examples.isEmpty()) {
      throw new DataException("%s: has no examples".formatted(name));
    }
    return this;
  }
}
