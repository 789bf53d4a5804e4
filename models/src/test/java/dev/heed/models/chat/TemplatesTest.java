package dev.heed.models.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.models.chat.jinja.JinjaException;
import dev.heed.models.chat.jinja.Template;
import dev.heed.models.chat.jinja.Value;
import java.io.IOException;
import java.io.InputStream;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Small templates, each for a feature, against what transformers renders. */
class TemplatesTest {
  /** The time of the script. */
  private static final ZonedDateTime NOON =
      ZonedDateTime.of(2026, 3, 7, 15, 4, 5, 0, ZoneOffset.UTC);

  private static final JsonNode FILE = read();

  private static JsonNode read() {
    try (InputStream in =
        Objects.requireNonNull(TemplatesTest.class.getResourceAsStream("templates.json"))) {
      return JsonMapper.builder().build().readTree(in.readAllBytes());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static Stream<Named<JsonNode>> rendered() {
    return cases(true);
  }

  static Stream<Named<JsonNode>> refused() {
    return cases(false);
  }

  private static Stream<Named<JsonNode>> cases(boolean rendered) {
    return StreamSupport.stream(FILE.required("cases").spliterator(), false)
        .filter(one -> one.has("rendered") == rendered)
        .map(one -> Named.of(one.required("name").stringValue(), one));
  }

  private static String render(JsonNode one) {
    Map<String, Value> variables = new LinkedHashMap<>();
    for (String side : new String[] {"chat", "variables"}) {
      JsonNode given = side.equals("chat") ? FILE.required(side) : one.required(side);
      given
          .properties()
          .forEach(entry -> variables.put(entry.getKey(), JsonValues.of(entry.getValue())));
    }
    String template = one.required("template").stringValue();
    return Template.parse(template).render(variables, NOON).string();
  }

  @ParameterizedTest
  @MethodSource("rendered")
  void aTemplateRendersAsInTransformers(JsonNode one) {
    assertThat(render(one)).isEqualTo(one.required("rendered").stringValue());
  }

  @ParameterizedTest
  @MethodSource("refused")
  void whatFailsInTransformersFails(JsonNode one) {
    assertThatThrownBy(() -> render(one))
        .isInstanceOf(JinjaException.class)
        .hasMessageContaining("line ");
  }

  @Test
  void theFileHoldsItsCases() {
    assertThat(rendered().count()).isGreaterThan(100);
    assertThat(refused().count()).isGreaterThan(20);
  }
}
