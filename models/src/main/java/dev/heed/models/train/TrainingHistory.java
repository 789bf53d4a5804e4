package dev.heed.models.train;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What happened in a training, as its {@link MetricsLog} tells. Numbers that were not finite are
 * NaN.
 *
 * @param begun when it first began
 * @param plan what it was to do
 * @param steps in their order
 * @param validations in their order
 * @param checkpoints in their order
 * @param result null while it has not ended, or was killed
 */
public record TrainingHistory(
    Instant begun,
    TrainingPlan plan,
    List<StepReport> steps,
    List<Validated> validations,
    List<Saved> checkpoints,
    @Nullable TrainingResult result) {
  public TrainingHistory {
    steps = List.copyOf(steps);
    validations = List.copyOf(validations);
    checkpoints = List.copyOf(checkpoints);
  }

  /**
   * A validation.
   *
   * @param step after which
   * @param best whether it was the best so far
   */
  public record Validated(long step, Measurement measurement, boolean best) {}

  /**
   * A checkpoint.
   *
   * @param step after which
   * @param file its name
   */
  public record Saved(long step, String file) {}

  /**
   * Reads a log; a torn last line is left out.
   *
   * @throws TrainingException when it cannot be read, or is none
   */
  public static TrainingHistory read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return new Reader(file).read(new MetricsLines(file, in, Files.size(file)));
    } catch (NoSuchFileException e) {
      throw new TrainingException(
          "%s: there is no such file; expected the log of a training".formatted(file), e);
    } catch (IOException e) {
      throw new TrainingException("%s: cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** Seconds that all steps took. */
  public double secondsOfSteps() {
    return steps.stream().mapToDouble(StepReport::seconds).filter(Double::isFinite).sum();
  }

  private static final class Reader {
    private final Path file;
    private final List<StepReport> steps = new ArrayList<>();
    private final List<Validated> validations = new ArrayList<>();
    private final List<Saved> checkpoints = new ArrayList<>();
    private int number = 1;

    Reader(Path file) {
      this.file = file;
    }

    TrainingHistory read(MetricsLines lines) throws IOException {
      JsonNode first = lines.next();
      if (first == null) {
        throw new TrainingException("%s: is empty; expected the log of a training".formatted(file));
      }
      Instant begun = time(first);
      TrainingPlan plan = plan(first);
      TrainingResult result = null;
      for (JsonNode line = lines.next(); line != null; line = lines.next()) {
        number = lines.number();
        String event = line.path("event").asString("");
        switch (event) {
          case MetricsLine.STEP -> steps.add(step(line));
          case MetricsLine.VALIDATION -> validations.add(validation(line));
          case MetricsLine.CHECKPOINT ->
              checkpoints.add(new Saved(whole(line, "step"), text(line, "file")));
          case MetricsLine.END -> result = result(line);
          default -> throw wrong("event", "one of this version", line.path("event"));
        }
      }
      return new TrainingHistory(begun, plan, steps, validations, checkpoints, result);
    }

    private TrainingPlan plan(JsonNode line) {
      JsonNode memory = line.path("memory");
      return new TrainingPlan(
          whole(line, "steps"),
          count(line, "stepsOfEpoch"),
          whole(line, "examples"),
          whole(line, "tokens"),
          whole(line, "parameters"),
          whole(line, "learned"),
          new TrainingMemory(
              whole(memory, "parameters"),
              whole(memory, "gradients"),
              whole(memory, "average"),
              whole(memory, "best"),
              whole(memory, "activations"),
              whole(memory, "walk")));
    }

    private StepReport step(JsonNode line) {
      return new StepReport(
          whole(line, "step"),
          count(line, "epoch"),
          number(line, "loss"),
          number(line, "rate"),
          number(line, "gradientNorm"),
          whole(line, "tokens"),
          number(line, "seconds"));
    }

    private Validated validation(JsonNode line) {
      Map<String, @Nullable Object> values = new LinkedHashMap<>();
      line.path("values").forEachEntry((name, value) -> values.put(name, value(value)));
      Measurement measurement =
          new Measurement(
              text(line, "name"), number(line, "value"), flag(line, "higherIsBetter"), values);
      return new Validated(whole(line, "step"), measurement, flag(line, "best"));
    }

    private TrainingResult result(JsonNode line) {
      long bestStep = whole(line, "bestStep");
      Measurement best = null;
      for (Validated validated : validations) {
        best = validated.step() == bestStep ? validated.measurement() : best;
      }
      return new TrainingResult(
          ending(line),
          whole(line, "steps"),
          number(line, "lastLoss"),
          best,
          bestStep,
          number(line, "seconds"));
    }

    private TrainingResult.Ending ending(JsonNode line) {
      for (TrainingResult.Ending ending : TrainingResult.Ending.values()) {
        if (ending.name().toLowerCase(Locale.ROOT).equals(text(line, "ending"))) {
          return ending;
        }
      }
      throw wrong("ending", "one of this version", line.path("ending"));
    }

    private Instant time(JsonNode line) {
      try {
        return Instant.parse(text(line, "time"));
      } catch (DateTimeParseException e) {
        throw wrong("time", "an instant", line.path("time"));
      }
    }

    private static @Nullable Object value(JsonNode node) {
      if (node.isObject()) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        node.forEachEntry((name, value) -> map.put(name, value(value)));
        return map;
      }
      if (node.isArray()) {
        List<@Nullable Object> list = new ArrayList<>();
        node.forEach(value -> list.add(value(value)));
        return list;
      }
      if (node.isNumber()) {
        return node.isIntegralNumber() && node.canConvertToLong()
            ? (Object) node.longValue()
            : (Object) node.doubleValue();
      }
      return node.isBoolean() ? (Object) node.booleanValue() : node.asString(null);
    }

    private double number(JsonNode line, String name) {
      JsonNode value = line.path(name);
      if (value.isNull()) {
        return Double.NaN;
      }
      if (!value.isNumber()) {
        throw wrong(name, "a number", value);
      }
      return value.doubleValue();
    }

    private long whole(JsonNode line, String name) {
      JsonNode value = line.path(name);
      if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
        throw wrong(name, "a count", value);
      }
      return value.longValue();
    }

    private int count(JsonNode line, String name) {
      long value = whole(line, name);
      if (value > Integer.MAX_VALUE) {
        throw wrong(name, "a count", line.path(name));
      }
      return (int) value;
    }

    private boolean flag(JsonNode line, String name) {
      JsonNode value = line.path(name);
      if (!value.isBoolean()) {
        throw wrong(name, "true or false", value);
      }
      return value.booleanValue();
    }

    private String text(JsonNode line, String name) {
      JsonNode value = line.path(name);
      if (!value.isString()) {
        throw wrong(name, "a text", value);
      }
      return value.stringValue();
    }

    private TrainingException wrong(String name, String expected, JsonNode found) {
      String shown = found.isMissingNode() ? "nothing" : found.toString();
      return new TrainingException(
          "%s, line %,d: '%s': expected %s, found %s"
              .formatted(
                  file,
                  number,
                  name,
                  expected,
                  shown.length() <= 60 ? shown : shown.substring(0, 60) + "…"));
    }
  }
}
