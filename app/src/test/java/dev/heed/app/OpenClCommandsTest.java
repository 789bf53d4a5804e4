package dev.heed.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heed.models.checkpoint.Checkpoint;
import dev.heed.models.checkpoint.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Commands on an OpenCL device say what they say on cpu-simd. Skipped where there is no such
 * device, unless HEED_REQUIRE_OPENCL=1.
 */
class OpenClCommandsTest {
  private static final double TOLERANCE = 1e-5;

  /** What the doctor says of the backend. */
  private static final JsonNode DIAGNOSIS =
      HeedRun.of("backends", "--quick", "--json", "--backend", "gpu-opencl")
          .json()
          .get("backends")
          .get(0);

  @TempDir Path folder;

  @BeforeEach
  void skipWithoutDevice() {
    assumeTrue(
        DIAGNOSIS.get("available").booleanValue()
            || "1".equals(System.getenv("HEED_REQUIRE_OPENCL")),
        () -> "SKIPPED: no command runs on gpu-opencl here: " + DIAGNOSIS);
  }

  @Test
  void theDoctorFindsEveryKernelFamilySound() {
    assertThat(DIAGNOSIS.get("available").booleanValue()).isTrue();
    assertThat(DIAGNOSIS.get("good").booleanValue()).isTrue();
    JsonNode device = DIAGNOSIS.get("devices").get(0);
    assertThat(device.get("id").stringValue()).isEqualTo("gpu-opencl:0");
    assertThat(device.get("compared").booleanValue()).isTrue();
    assertThat(device.get("kernels"))
        .hasSize(40)
        .allSatisfy(kernel -> assertThat(kernel.get("good").booleanValue()).isTrue());
  }

  /** A dozen lines are enough: every one of them is computed. */
  @Test
  void theReadmesSearchGivesTheSameRanking() throws IOException {
    Path faq = folder.resolve("faq.txt");
    Files.write(faq, Files.readAllLines(Path.of("../examples/faq.txt")).subList(0, 12));
    JsonNode openCl = search(faq, "gpu-opencl");
    JsonNode simd = search(faq, "cpu-simd");
    assertSame(openCl.get("results"), simd.get("results"), "results");
    assertThat(openCl.get("results").get(0).get("text").stringValue())
        .startsWith("Full refund within 30 days");
    assertThat(openCl.get("backend").stringValue()).contains("gpu-opencl");
  }

  private static JsonNode search(Path faq, String backend) {
    HeedRun run =
        HeedRun.of(
            "search",
            "I want my money back",
            "--in",
            faq.toString(),
            "--no-cache",
            "--json",
            "--backend",
            backend);
    assertThat(run.exit()).as(run.err()).isZero();
    return run.json();
  }

  @Test
  void aPartOfTheDevicesNameIsEnough() throws IOException {
    String name = DIAGNOSIS.get("devices").get(0).get("name").stringValue();
    String part = name.substring(1, Math.min(7, name.length())).toLowerCase(Locale.ROOT);
    String tiny = TinyBert.encoder(folder.resolve("tiny")).toString();
    HeedRun named =
        HeedRun.withInput("the cat\n", "embed", "--model", tiny, "--backend", "gpu-opencl:" + part);
    assertThat(named.exit()).as(named.err()).isZero();
    HeedRun nobody =
        HeedRun.withInput("the cat\n", "embed", "--model", tiny, "--backend", "gpu-opencl:nobody");
    assertThat(nobody.exit()).isNotZero();
    assertThat(nobody.err()).contains("no device is called 'gpu-opencl:nobody'", name);
  }

  @Test
  void textsGetTheSameVectors() throws IOException {
    String tiny = TinyBert.encoder(folder.resolve("tiny")).toString();
    assertSameRows("the cat sat\n\nthe dog ran on the road .\n", "embed", "--model", tiny);
  }

  @Test
  void textsGetTheSameLabels() throws IOException {
    String tiny =
        TinyBert.classifier(folder.resolve("tiny"), "\"0\": \"cat\", \"1\": \"dog\"").toString();
    assertSameRows("the cat\nthe dog\n", "classify", tiny, "--json");
  }

  @Test
  void everyStateOfATraceIsTheSame() throws IOException {
    String tiny = TinyBert.encoder(folder.resolve("tiny")).toString();
    List<Path> files = new ArrayList<>();
    for (String name : List.of("gpu-opencl", "cpu-simd")) {
      Path file = folder.resolve(name);
      HeedRun run =
          HeedRun.of(
              "trace", tiny, "--text", "the cat", "--out", file.toString(), "--backend", name);
      assertThat(run.exit()).as(run.err()).isZero();
      files.add(file);
    }
    try (Checkpoint openCl = SafetensorsFile.open(files.getFirst());
        Checkpoint simd = SafetensorsFile.open(files.getLast())) {
      assertThat(openCl.names()).hasSizeGreaterThan(3).containsExactlyElementsOf(simd.names());
      for (String name : openCl.names()) {
        assertThat(openCl.tensor(name).toFloats())
            .as(name)
            .usingElementComparator((a, b) -> Math.abs(a - b) <= TOLERANCE ? 0 : 1)
            .containsExactly(simd.tensor(name).toFloats());
      }
    }
  }

  private static void assertSameRows(String input, String... command) {
    List<List<JsonNode>> both = new ArrayList<>();
    for (String name : List.of("gpu-opencl", "cpu-simd")) {
      String[] arguments =
          Stream.concat(Stream.of(command), Stream.of("--backend", name)).toArray(String[]::new);
      HeedRun run = HeedRun.withInput(input, arguments);
      assertThat(run.exit()).as(run.err()).isZero();
      both.add(run.jsonLines());
    }
    assertThat(both.getFirst()).isNotEmpty().hasSameSizeAs(both.getLast());
    for (int r = 0; r < both.getFirst().size(); r++) {
      assertSame(both.getFirst().get(r), both.getLast().get(r), "row " + r);
    }
  }

  /** Equal in all but the last digits of numbers. */
  private static void assertSame(JsonNode actual, JsonNode expected, String what) {
    assertThat(actual.getNodeType()).as(what).isEqualTo(expected.getNodeType());
    assertThat(actual.size()).as(what).isEqualTo(expected.size());
    if (expected.isObject()) {
      expected
          .propertyNames()
          .forEach(name -> assertSame(actual.get(name), expected.get(name), what + "." + name));
    } else if (expected.isArray()) {
      for (int e = 0; e < expected.size(); e++) {
        assertSame(actual.get(e), expected.get(e), what + "." + e);
      }
    } else if (expected.isNumber()) {
      assertThat(actual.doubleValue())
          .as(what)
          .isCloseTo(expected.doubleValue(), within(TOLERANCE));
    } else {
      assertThat(actual).as(what).isEqualTo(expected);
    }
  }
}
