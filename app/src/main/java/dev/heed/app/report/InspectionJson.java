package dev.heed.app.report;

import dev.heed.models.checkpoint.StoredTensor;
import dev.heed.models.load.EmbeddingSettings;
import dev.heed.models.load.EncoderPlan;
import dev.heed.models.load.MemoryNeed;
import dev.heed.models.spec.HeadSpec;
import dev.heed.models.spec.TransformerSpec;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import tools.jackson.core.JsonGenerator;

/** An inspection for programs: the fields of one object. */
public final class InspectionJson {
  private final JsonGenerator json;

  public InspectionJson(JsonGenerator json) {
    this.json = json;
  }

  public void write(Inspection model, boolean listTensors) {
    json.writeStringProperty("model", model.name());
    json.writeStringProperty("weights", model.origin());
    json.writeNumberProperty("parameters", model.parameters());
    json.writeNumberProperty("storedBytes", model.bytes());
    json.writeNumberProperty("tensorCount", model.tensors().size());
    json.writeObjectPropertyStart("types");
    model.types().forEach((type, stored) -> json.writeNumberProperty(type.name(), stored.count()));
    json.writeEndObject();
    json.writeObjectPropertyStart("typeBytes");
    model.types().forEach((type, stored) -> json.writeNumberProperty(type.name(), stored.bytes()));
    json.writeEndObject();
    model.encoder().ifPresent(this::write);
    model
        .decoder()
        .ifPresent(plan -> new DecoderJson(json).write(plan, model.tensors(), model.chat()));
    model.embedding().ifPresent(this::write);
    model
        .tokenizer()
        .ifPresent(tokenizer -> {
          json.writeObjectPropertyStart("tokenizer");
          json.writeNumberProperty("vocabulary", tokenizer.vocabularySize());
          json.writeObjectPropertyStart("special");
          tokenizer.specialTokens().forEach(json::writeNumberProperty);
          json.writeEndObject();
          json.writeEndObject();
        });
    writeTexts(
        "problems", Stream.concat(model.refusal().stream(), model.problems().stream()).toList());
    if (listTensors) {
      json.writeArrayPropertyStart("tensors");
      model.tensors().forEach(this::write);
      json.writeEndArray();
    }
  }

  private void write(EncoderPlan plan) {
    TransformerSpec spec = plan.spec();
    json.writeObjectPropertyStart("spec");
    json.writeStringProperty("family", spec.family());
    json.writeNumberProperty("layers", spec.layers());
    json.writeNumberProperty("width", spec.width());
    json.writeNumberProperty("heads", spec.attention().heads());
    json.writeNumberProperty("headSize", spec.attention().headSize());
    json.writeNumberProperty("feedForward", spec.feedForward().width());
    json.writeStringProperty("activation", lower(spec.feedForward().activation()));
    json.writeStringProperty("norm", lower(spec.norm().kind()));
    json.writeNumberProperty("epsilon", spec.norm().epsilon());
    json.writeNumberProperty("vocabulary", spec.vocabulary());
    json.writeNumberProperty("tokenTypes", spec.tokenTypes());
    json.writeNumberProperty("maxTokens", spec.maxTokens());
    json.writeBooleanProperty("pooler", spec.pooler());
    write(spec.head());
    json.writeEndObject();
    MemoryNeed need = plan.need();
    json.writeObjectPropertyStart("memory");
    json.writeNumberProperty("weights", need.weights());
    json.writeNumberProperty("loading", need.loading());
    json.writeNumberProperty("perToken", need.perToken());
    json.writeNumberProperty("longestText", need.toRun(spec.maxTokens()));
    json.writeEndObject();
  }

  private void write(HeadSpec head) {
    switch (head) {
      case HeadSpec.None none -> json.writeStringProperty("head", "none");
      case HeadSpec.SequenceClassification sequence -> {
        json.writeStringProperty("head", "sequence classification");
        json.writeStringProperty("problem", lower(sequence.problem()));
        writeTexts("labels", sequence.labels());
      }
      case HeadSpec.Pooled pooled -> {
        json.writeStringProperty("head", "pooled sequence classification");
        json.writeStringProperty("pooling", lower(pooled.pooling()));
        json.writeStringProperty("problem", lower(pooled.problem()));
        writeTexts("labels", pooled.labels());
      }
      case HeadSpec.TokenClassification tokens -> {
        json.writeStringProperty("head", "token classification");
        writeTexts("labels", tokens.labels());
      }
      case HeadSpec.MaskedLanguage language ->
          json.writeStringProperty("head", "masked language model");
    }
  }

  private void write(EmbeddingSettings settings) {
    json.writeObjectPropertyStart("embedding");
    json.writeStringProperty("pooling", lower(settings.pooling()));
    json.writeBooleanProperty("normalize", settings.normalize());
    json.writeNumberProperty("maxTokens", settings.maxTokens());
    json.writeStringProperty("queryPrefix", settings.queryPrefix());
    json.writeStringProperty("passagePrefix", settings.passagePrefix());
    json.writeEndObject();
  }

  private void write(StoredTensor tensor) {
    json.writeStartObject();
    json.writeStringProperty("name", tensor.name());
    json.writeStringProperty("type", tensor.dtype().name());
    json.writeArrayPropertyStart("shape");
    tensor.shape().forEach(json::writeNumber);
    json.writeEndArray();
    json.writeNumberProperty("bytes", tensor.data().byteSize());
    json.writeBooleanProperty("quantized", tensor.quantization() != null);
    json.writeEndObject();
  }

  private void writeTexts(String name, List<String> texts) {
    json.writeArrayPropertyStart(name);
    texts.forEach(json::writeString);
    json.writeEndArray();
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
