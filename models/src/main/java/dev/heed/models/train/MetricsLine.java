package dev.heed.models.train;

import java.lang.reflect.Array;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Lines of a {@link MetricsLog}: how each event is written, and that a line is one. */
final class MetricsLine {
  static final int VERSION = 1;
  static final String BEGIN = "begin";
  static final String STEP = "step";
  static final String VALIDATION = "validation";
  static final String CHECKPOINT = "checkpoint";
  static final String END = "end";

  /** How the first line begins, whatever the training. */
  static final String START = "{\"event\":\"begin\",\"version\":";

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNameLength(Integer.MAX_VALUE) // a label may be the name of a field
                          .maxStringLength(Integer.MAX_VALUE)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final Map<String, @Nullable Object> fields = new LinkedHashMap<>();

  private MetricsLine(String event) {
    fields.put("event", event);
  }

  static MetricsLine begin(TrainingPlan plan, Instant time) {
    TrainingMemory memory = plan.memory();
    Map<String, Object> bytes = new LinkedHashMap<>();
    bytes.put("parameters", memory.parameters());
    bytes.put("gradients", memory.gradients());
    bytes.put("average", memory.average());
    bytes.put("best", memory.best());
    bytes.put("activations", memory.activations());
    bytes.put("walk", memory.walk());
    return new MetricsLine(BEGIN)
        .with("version", VERSION)
        .with("time", time.toString())
        .with("steps", plan.steps())
        .with("stepsOfEpoch", plan.stepsOfEpoch())
        .with("examples", plan.examples())
        .with("tokens", plan.tokens())
        .with("parameters", plan.parameters())
        .with("learned", plan.learned())
        .with("memory", bytes);
  }

  static MetricsLine step(StepReport report) {
    return new MetricsLine(STEP)
        .with("step", report.step())
        .with("epoch", report.epoch())
        .with("loss", report.loss())
        .with("rate", report.rate())
        .with("gradientNorm", report.gradientNorm())
        .with("tokens", report.tokens())
        .with("seconds", report.seconds());
  }

  static MetricsLine validation(long step, Measurement measurement, boolean best) {
    return new MetricsLine(VALIDATION)
        .with("step", step)
        .with("name", measurement.name())
        .with("value", measurement.value())
        .with("higherIsBetter", measurement.higherIsBetter())
        .with("best", best)
        .with("values", measurement.values());
  }

  static MetricsLine checkpoint(long step, String file) {
    return new MetricsLine(CHECKPOINT).with("step", step).with("file", file);
  }

  static MetricsLine end(TrainingResult result) {
    Measurement best = result.best();
    return new MetricsLine(END)
        .with("ending", result.ending().name().toLowerCase(Locale.ROOT))
        .with("steps", result.steps())
        .with("lastLoss", result.lastLoss())
        .with("bestStep", result.bestStep())
        .with("bestName", best == null ? null : best.name())
        .with("bestValue", best == null ? null : best.value())
        .with("seconds", result.seconds());
  }

  private MetricsLine with(String name, @Nullable Object value) {
    fields.put(name, json(value));
    return this;
  }

  /** UTF-8, with the end of the line. */
  byte[] bytes() {
    return (MAPPER.writeValueAsString(fields) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** As JSON has it: no NaN, no infinity, and what it does not know as a text. */
  private static @Nullable Object json(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Double number -> Double.isFinite(number) ? number : null;
      case Float number -> Float.isFinite(number) ? number : null;
      case Number number -> number;
      case Boolean flag -> flag;
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        map.forEach((name, entry) -> object.put(String.valueOf(name), json(entry)));
        yield object;
      }
      case Collection<?> several -> {
        List<@Nullable Object> list = new ArrayList<>();
        several.forEach(entry -> list.add(json(entry)));
        yield list;
      }
      default -> {
        if (!value.getClass().isArray()) {
          yield value.toString();
        }
        List<@Nullable Object> list = new ArrayList<>();
        for (int i = 0; i < Array.getLength(value); i++) {
          list.add(json(Array.get(value, i)));
        }
        yield list;
      }
    };
  }

  /** The object that a line is, or null where it is none. */
  static @Nullable JsonNode parse(byte[] line) {
    try {
      JsonNode node = MAPPER.readTree(line);
      return node.isObject() ? node : null;
    } catch (JacksonException e) {
      return null;
    }
  }
}
