package dev.heed.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Names that all have one hash code, as a file from outside may have them: in a table that only
 * probes, each costs as much as all before it.
 */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileNamesTest {
  private static final int BITS = 16;
  private static final Map<String, String> NAMES = new LinkedHashMap<>();

  /** "Aa" and "BB" have the same hash code, and so has every word made of them. */
  @BeforeAll
  static void make() {
    for (int i = 0; i < 1 << BITS; i++) {
      StringBuilder name = new StringBuilder();
      for (int bit = 0; bit < BITS; bit++) {
        name.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      NAMES.put(name.toString(), "");
    }
    assertThat(NAMES.keySet().stream().mapToInt(String::hashCode).distinct().count()).isEqualTo(1);
  }

  @Test
  void ofMetadataInSafetensors() {
    String entries =
        NAMES.keySet().stream()
            .map(name -> "\"" + name + "\":\"\"")
            .collect(Collectors.joining(",", "{\"__metadata__\":{", "}}"));
    MemorySegment file = MemorySegment.ofArray(SafetensorsBytes.file(entries, 0));
    try (Checkpoint checkpoint = SafetensorsFile.parse(file, "model")) {
      assertThat(checkpoint.metadata()).isEqualTo(NAMES);
    }
  }

  @Test
  void ofMetadataInOnnx() {
    OnnxBytes model = new OnnxBytes().message(7, new OnnxBytes());
    NAMES.keySet().forEach(name -> model.message(14, new OnnxBytes().text(1, name)));
    try (OnnxModel read = OnnxBytes.parse(model)) {
      assertThat(read.metadata()).isEqualTo(NAMES);
    }
  }

  @Test
  void ofOperatorSets() {
    OnnxBytes model = new OnnxBytes().message(7, new OnnxBytes());
    NAMES.keySet().forEach(name -> model.message(8, new OnnxBytes().text(1, name)));
    try (OnnxModel read = OnnxBytes.parse(model)) {
      assertThat(read.opsets()).containsOnlyKeys(NAMES.keySet());
    }
  }

  @Test
  void ofAttributes() {
    OnnxBytes node = new OnnxBytes();
    NAMES.keySet().forEach(name -> node.message(5, new OnnxBytes().text(1, name)));
    OnnxBytes model = new OnnxBytes().message(7, new OnnxBytes().message(1, node));
    try (OnnxModel read = OnnxBytes.parse(model)) {
      assertThat(read.nodes().getFirst().attributes()).containsOnlyKeys(NAMES.keySet());
    }
  }

  @Test
  void ofMetadataAndTensorsInGguf() {
    GgufWriter writer = new GgufWriter();
    NAMES.keySet().forEach(name -> writer.put(name, 1).zeros(name, FileDType.F32, 0));
    try (GgufFile file = GgufFile.parse(MemorySegment.ofArray(writer.bytes()), "model")) {
      assertThat(List.copyOf(file.metadata().keys())).isEqualTo(List.copyOf(NAMES.keySet()));
      assertThat(List.copyOf(file.checkpoint().names())).isEqualTo(List.copyOf(NAMES.keySet()));
    }
  }

  @Test
  void ofPrompts() {
    SentenceSettings settings =
        new SentenceSettings(
            List.of(),
            false,
            OptionalInt.empty(),
            false,
            true,
            NAMES,
            Optional.empty(),
            List.of(),
            Optional.empty());
    assertThat(settings.prompts()).isEqualTo(NAMES);
  }
}
