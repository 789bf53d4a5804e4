package dev.heed.app.report;

import dev.heed.app.doctor.Diagnosis;
import dev.heed.app.doctor.Examination;
import dev.heed.app.doctor.Finding;
import dev.heed.app.doctor.Pace;
import dev.heed.app.doctor.Speed;
import dev.heed.engine.Availability;
import dev.heed.engine.Rejection;
import dev.heed.engine.Support;
import dev.heed.engine.TuningVerdict;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;

/** The doctor's report for programs: the fields of one object. */
public final class BackendsJson {
  private final JsonGenerator json;

  public BackendsJson(JsonGenerator json) {
    this.json = json;
  }

  public void write(List<Diagnosis> diagnoses, List<Rejection> broken) {
    json.writeStringProperty("heed", Version.number());
    json.writeStringProperty("java", System.getProperty("java.version"));
    json.writeStringProperty("os", System.getProperty("os.name"));
    json.writeStringProperty("arch", System.getProperty("os.arch"));
    json.writeNumberProperty("processors", Runtime.getRuntime().availableProcessors());
    json.writeNumberProperty("heapBytes", Runtime.getRuntime().maxMemory());
    json.writeArrayPropertyStart("backends");
    diagnoses.forEach(this::write);
    json.writeEndArray();
    json.writeArrayPropertyStart("broken");
    for (Rejection entry : broken) {
      write(entry);
    }
    json.writeEndArray();
  }

  private void write(Rejection entry) {
    json.writeStartObject();
    json.writeStringProperty("reason", entry.reason());
    json.writeStringProperty("remedy", entry.remedy());
    json.writeEndObject();
  }

  private void write(Diagnosis diagnosis) {
    json.writeStartObject();
    json.writeStringProperty("name", diagnosis.name());
    json.writeNumberProperty("priority", diagnosis.priority());
    json.writeBooleanProperty("chosen", diagnosis.chosen());
    switch (diagnosis.availability()) {
      case Availability.Unavailable none -> {
        json.writeBooleanProperty("available", false);
        json.writeStringProperty("reason", none.reason());
        json.writeStringProperty("remedy", none.remedy());
      }
      case Availability.Available available -> {
        json.writeBooleanProperty("available", true);
        json.writeBooleanProperty("good", diagnosis.isGood());
        json.writeArrayPropertyStart("devices");
        diagnosis.examinations().forEach(this::write);
        json.writeEndArray();
        json.writeArrayPropertyStart("refused");
        available.refused().forEach(this::write);
        json.writeEndArray();
      }
    }
    json.writeEndObject();
  }

  private void write(Examination examination) {
    json.writeStartObject();
    json.writeStringProperty("id", examination.device().id());
    json.writeStringProperty("name", examination.device().name());
    json.writeBooleanProperty("onRequest", examination.device().onRequest());
    json.writeObjectPropertyStart("attributes");
    examination.device().attributes().forEach(json::writeStringProperty);
    json.writeEndObject();
    json.writeNumberProperty("threads", examination.options().threads());
    json.writeStringProperty(
        "compute", examination.options().compute().name().toLowerCase(Locale.ROOT));
    List<TuningVerdict> tuning = examination.tuning();
    if (tuning != null) {
      json.writeArrayPropertyStart("tuning");
      tuning.forEach(this::write);
      json.writeEndArray();
    }
    Speed speed = examination.speed();
    if (speed != null) {
      write(speed);
    }
    if (examination.failure() != null) {
      json.writeStringProperty("failure", examination.failure());
    }
    json.writeBooleanProperty(
        "examined", examination.comparison() != Examination.Comparison.NOT_ASKED_FOR);
    json.writeBooleanProperty("compared", examination.comparison() == Examination.Comparison.DONE);
    json.writeArrayPropertyStart("kernels");
    examination.findings().forEach(this::write);
    json.writeEndArray();
    json.writeEndObject();
  }

  private void write(TuningVerdict verdict) {
    json.writeStartObject();
    json.writeStringProperty("what", verdict.what());
    json.writeStringProperty(
        "unit",
        switch (verdict.unit()) {
          case MULTIPLY_ADDS -> "multiplyAdds";
          case BYTES -> "bytes";
        });
    json.writeStringProperty("chosen", verdict.chosen());
    json.writeNumberProperty("perSecond", verdict.perSecond());
    json.writeStringProperty("default", verdict.byDefault());
    if (!Double.isNaN(verdict.defaultPerSecond())) { // JSON has no NaN
      json.writeNumberProperty("defaultPerSecond", verdict.defaultPerSecond());
    }
    json.writeNumberProperty("tried", verdict.tried());
    json.writeNumberProperty("refused", verdict.refused());
    if (verdict.keptIn() != null) {
      json.writeStringProperty("keptIn", verdict.keptIn());
    }
    json.writeEndObject();
  }

  private void write(Speed speed) {
    json.writeNumberProperty("gigaflopsPerSecond", speed.gigaflops());
    json.writeNumberProperty("gigabytesPerSecond", speed.gigabytes());
    if (speed.ceiling().isPresent()) {
      json.writeBooleanProperty("fellOff", !speed.isGood());
      json.writeObjectPropertyStart("oneThread");
      json.writeNumberProperty("ceilingGigaflopsPerSecond", speed.ceiling().getAsDouble());
      json.writeArrayPropertyStart("kernels");
      for (Pace pace : speed.paces()) {
        json.writeStartObject();
        json.writeStringProperty("kernel", pace.kernel());
        json.writeNumberProperty("gigaflopsPerSecond", pace.gigaflops());
        json.writeNumberProperty("share", pace.share());
        json.writeBooleanProperty("fellOff", !pace.isGood());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  private void write(Finding finding) {
    json.writeStartObject();
    json.writeStringProperty("family", finding.family());
    switch (finding.support()) {
      case Support.Dedicated(String kernel) -> {
        json.writeStringProperty("support", "dedicated");
        json.writeStringProperty("kernel", kernel);
      }
      case Support.Composed(String from) -> {
        json.writeStringProperty("support", "composed");
        json.writeStringProperty("from", from);
      }
      case Support.Unsupported(String why) -> {
        json.writeStringProperty("support", "unsupported");
        json.writeStringProperty("why", why);
      }
    }
    if (!finding.isUnsupported()) {
      json.writeBooleanProperty("good", finding.isGood());
      if (!Double.isNaN(finding.error())) { // JSON has no NaN
        json.writeNumberProperty("distance", finding.error());
      }
    }
    json.writeEndObject();
  }
}
