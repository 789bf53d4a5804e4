package dev.heed.app.report;

import dev.heed.models.generate.GeneratedToken;
import dev.heed.models.generate.GenerationResult;
import dev.heed.models.generate.Timings;
import dev.heed.models.generate.TokenLogProb;
import tools.jackson.core.JsonGenerator;

/** A generated answer for programs: the fields of one object. */
public final class AnswerJson {
  private final JsonGenerator json;

  public AnswerJson(JsonGenerator json) {
    this.json = json;
  }

  /**
   * Writes the fields.
   *
   * @param top whether the most probable tokens of each place were asked for
   */
  public void write(GenerationResult answer, boolean top) {
    int[] ids = answer.ids();
    double[] logProbs = answer.logProbs();
    json.writeName("promptIds");
    json.writeArray(answer.promptIds(), 0, answer.promptIds().length);
    json.writeName("ids");
    json.writeArray(ids, 0, ids.length);
    json.writeStringProperty("text", answer.text());
    json.writeName("logProbs");
    json.writeArray(logProbs, 0, logProbs.length);
    json.writeStringProperty("finish", answer.finish().label());
    write(answer.timings());
    json.writeNumberProperty("seed", answer.seed());
    if (answer.stop() != null) {
      json.writeStringProperty("stop", answer.stop());
    }
    if (top) {
      json.writeArrayPropertyStart("topLogProbs");
      answer.tokens().forEach(this::writeTop);
      json.writeEndArray();
    }
  }

  private void write(Timings timings) {
    json.writeObjectPropertyStart("timings");
    json.writeNumberProperty("promptTokens", timings.promptTokens());
    json.writeNumberProperty("cachedTokens", timings.cachedTokens());
    json.writeNumberProperty("generatedTokens", timings.generatedTokens());
    json.writeNumberProperty("prefillSeconds", timings.prefillSeconds());
    json.writeNumberProperty("decodeSeconds", timings.decodeSeconds());
    json.writeNumberProperty("prefillTokensPerSecond", timings.prefillTokensPerSecond());
    json.writeNumberProperty("decodeTokensPerSecond", timings.decodeTokensPerSecond());
    json.writeEndObject();
  }

  private void writeTop(GeneratedToken token) {
    json.writeStartArray();
    for (TokenLogProb one : token.top()) {
      json.writeStartObject();
      json.writeNumberProperty("id", one.id());
      json.writeNumberProperty("logProb", one.logProb());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
