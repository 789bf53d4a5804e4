package dev.heed.models.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What is done to a text before it is tokenized: steps, one after the other. It belongs to a model
 * as its vocabulary does, and is saved with it.
 *
 * @param steps in their order; none leaves texts as they are
 */
public record TextNormalization(List<NormalizationStep> steps) {
  /** The file that models have it in. */
  public static final String FILE = "text_normalization.json";

  /** Texts as they are. */
  public static final TextNormalization NONE = new TextNormalization(List.of());

  /** What makes two texts the same: compatible characters, case and whitespace do not count. */
  public static final TextNormalization FOR_DUPLICATES =
      new TextNormalization(
          List.of(
              NormalizationStep.Unicode.NFKC,
              NormalizationStep.Plain.LOWERCASE,
              NormalizationStep.Plain.WHITESPACE));

  /** Copies the list. */
  public TextNormalization {
    steps = List.copyOf(steps);
  }

  /** The text after all steps. */
  public String apply(String text) {
    String normalized = text;
    for (NormalizationStep step : steps) {
      normalized = step.apply(normalized);
    }
    return normalized;
  }

  /**
   * Writes the steps as JSON.
   *
   * @throws DataException if the file cannot be written
   */
  public void save(Path file) {
    DataJson.write(file, written());
  }

  /** What {@link #save} writes. */
  public byte[] toJson() {
    return DataJson.bytes(written());
  }

  private Map<String, Object> written() {
    return Map.of("steps", steps.stream().map(TextNormalization::json).toList());
  }

  /**
   * Reads what {@link #save} wrote.
   *
   * @throws DataException if the file cannot be read or names a step that there is not
   */
  public static TextNormalization load(Path file) {
    List<NormalizationStep> steps = new ArrayList<>();
    for (JsonNode step : DataJson.list(DataJson.read(file), "steps", file.toString())) {
      steps.add(step(step, "%s: step %,d".formatted(file, steps.size() + 1)));
    }
    return new TextNormalization(steps);
  }

  private static Map<String, String> json(NormalizationStep step) {
    Map<String, String> json = new LinkedHashMap<>();
    switch (step) {
      case NormalizationStep.Unicode form -> {
        json.put("type", "unicode");
        json.put("form", form.name());
      }
      case NormalizationStep.Plain plain -> json.put("type", plain.toString());
      case NormalizationStep.Replace replace -> {
        json.put("type", replace.what().toString());
        json.put("replacement", replace.replacement());
      }
    }
    return json;
  }

  private static NormalizationStep step(JsonNode json, String origin) {
    String type = DataJson.text(json, "type", origin);
    for (NormalizationStep.Plain plain : NormalizationStep.Plain.values()) {
      if (plain.toString().equals(type)) {
        return plain;
      }
    }
    for (NormalizationStep.Found what : NormalizationStep.Found.values()) {
      if (what.toString().equals(type)) {
        return new NormalizationStep.Replace(what, DataJson.text(json, "replacement", origin));
      }
    }
    if (!type.equals("unicode")) {
      throw DataJson.refused(
          origin, "type", "unicode, lowercase, whitespace, urls or numbers", json.path("type"));
    }
    String name = DataJson.text(json, "form", origin);
    for (NormalizationStep.Unicode form : NormalizationStep.Unicode.values()) {
      if (form.name().equals(name)) {
        return form;
      }
    }
    throw DataJson.refused(origin, "form", "NFC, NFD, NFKC or NFKD", json.path("form"));
  }
}
