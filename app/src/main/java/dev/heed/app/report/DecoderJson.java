package dev.heed.app.report;

import dev.heed.engine.tensor.DType;
import dev.heed.models.GeneratorOptions;
import dev.heed.models.checkpoint.StoredTensor;
import dev.heed.models.load.DecoderNeed;
import dev.heed.models.load.DecoderPlan;
import dev.heed.models.spec.DecoderPositions;
import dev.heed.models.spec.DecoderSpec;
import dev.heed.models.spec.RotaryScaling;
import dev.heed.models.spec.RotarySpec;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;

/** What an inspection says of a language model, for programs. */
final class DecoderJson {
  private final JsonGenerator json;

  DecoderJson(JsonGenerator json) {
    this.json = json;
  }

  void write(DecoderPlan plan, List<StoredTensor> tensors, boolean chat) {
    DecoderSpec spec = plan.spec();
    json.writeObjectPropertyStart("spec");
    json.writeStringProperty("family", spec.family());
    json.writeNumberProperty("layers", spec.layers().size());
    json.writeNumberProperty("width", spec.width());
    json.writeNumberProperty("heads", spec.attention().heads());
    json.writeNumberProperty("keyHeads", spec.attention().keyHeads());
    json.writeNumberProperty("headSize", spec.attention().headSize());
    json.writeBooleanProperty("headNorms", spec.attention().headNorms());
    json.writeNumberProperty("scoreSoftCap", spec.attention().softCap());
    json.writeNumberProperty("feedForward", spec.feedForward().width());
    json.writeStringProperty("activation", lower(spec.feedForward().activation()));
    json.writeBooleanProperty("gated", spec.feedForward().gated());
    json.writeStringProperty("norm", lower(spec.norm().kind()));
    json.writeNumberProperty("epsilon", spec.norm().epsilon());
    json.writeArrayPropertyStart("windows"); // of each layer; 0 sees everything before
    spec.layers().forEach(layer -> json.writeNumber(layer.window()));
    json.writeEndArray();
    write(spec.positions());
    json.writeNumberProperty("vocabulary", spec.vocabulary());
    json.writeNumberProperty("maxTokens", spec.maxTokens());
    json.writeBooleanProperty("tied", spec.tied());
    json.writeNumberProperty("logitSoftCap", spec.logitSoftCap());
    json.writeEndObject();
    json.writeBooleanProperty("chatTemplate", chat);
    writeMemory(plan, plan.needInBlocks(tensors), plan.needRounded(tensors));
  }

  private void write(DecoderPositions positions) {
    switch (positions) {
      case DecoderPositions.Learned learned ->
          json.writeNumberProperty("positions", learned.rows());
      case DecoderPositions.Rotary rotary -> {
        json.writeArrayPropertyStart("rotary");
        rotary.rotaries().forEach(this::write);
        json.writeEndArray();
      }
    }
  }

  private void write(RotarySpec rotary) {
    json.writeStartObject();
    json.writeNumberProperty("base", rotary.base());
    json.writeNumberProperty("pairs", rotary.pairs());
    json.writeStringProperty("pairing", lower(rotary.pairing()));
    write(rotary.scaling());
    json.writeEndObject();
  }

  private void write(RotaryScaling scaling) {
    switch (scaling) {
      case RotaryScaling.None none -> write("none", 0, 1);
      case RotaryScaling.Linear linear -> write("linear", 0, linear.factor());
      case RotaryScaling.Llama3 llama -> write("llama3", llama.original(), llama.factor());
      case RotaryScaling.Factors factors -> write("factors", 0, 0);
      case RotaryScaling.LongRope rope -> write("longrope", rope.original(), 0);
      case RotaryScaling.Yarn yarn -> write("yarn", yarn.original(), yarn.factor());
    }
  }

  /** Without a factor where each pair has its own. */
  private void write(String scaling, int original, double factor) {
    json.writeStringProperty("scaling", scaling);
    if (factor > 0) {
      json.writeNumberProperty("factor", factor);
    }
    if (original > 0) {
      json.writeNumberProperty("originalTokens", original);
    }
  }

  private void writeMemory(DecoderPlan plan, DecoderNeed inBlocks, DecoderNeed fast) {
    DecoderSpec spec = plan.spec();
    int usual = Math.min(spec.maxTokens(), GeneratorOptions.USUAL_CONTEXT);
    json.writeObjectPropertyStart("memory");
    json.writeNumberProperty("weights", plan.need().weights());
    json.writeNumberProperty("loading", plan.need().loading());
    json.writeNumberProperty("weightsInBlocks", inBlocks.weights());
    json.writeNumberProperty("loadingInBlocks", inBlocks.loading());
    json.writeNumberProperty("weightsFast", fast.weights());
    json.writeNumberProperty("loadingFast", fast.loading());
    json.writeNumberProperty("cachePerToken", DecoderText.perToken(spec));
    json.writeNumberProperty("usualContext", usual);
    json.writeNumberProperty("cacheOfUsualContext", DecoderText.session(spec, usual, DType.F32));
    json.writeNumberProperty("cacheOfUsualContextF16", DecoderText.session(spec, usual, DType.F16));
    json.writeNumberProperty(
        "cacheOfLongestContext", DecoderText.session(spec, spec.maxTokens(), DType.F32));
    json.writeEndObject();
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
