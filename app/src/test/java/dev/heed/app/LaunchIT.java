package dev.heed.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.app.report.ExitCode;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command line as it is started from its jars: in each of the ways that people start Java. */
class LaunchIT {
  static final Path TARGET = Path.of("target").toAbsolutePath();
  static final String MAIN = "dev.heed.app.Heed";
  private static final String[] CARDS = {
    "similarity", "How do I locate my card?", "I am still waiting on my card?"
  };

  /** 0.553698849 by an independent forward pass in float64. */
  private static final String COSINE = "0.5537\n";

  @TempDir Path folder;

  private record Run(int exit, String out, String err) {}

  @Test
  void onTheClassPathWithTheFlagsOfTheArgfile() throws Exception {
    Run run =
        java(List.of("@" + TARGET.resolveSibling("heed.argfile"), "-cp", jars(), MAIN), CARDS);
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out()).isEqualTo(COSINE);
    assertThat(run.err()).doesNotContain("heed:");
  }

  @Test
  void onTheModulePathWithoutAFlag() throws Exception {
    Run run = java(List.of("-p", jars(), "-m", "dev.heed.app/" + MAIN), CARDS);
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out()).isEqualTo(COSINE);
    assertThat(run.err()).doesNotContain("heed:");
  }

  @Test
  void withoutTheVectorModuleTheDoctorSaysWhatToDo() throws Exception {
    Run run = java(List.of("-cp", jars(), MAIN), "backends", "--quick");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out()).contains("--add-modules jdk.incubator.vector");
  }

  @Test
  void withoutTheVectorModuleStrictModeRefuses() throws Exception {
    List<String> strict = new ArrayList<>(List.of(CARDS));
    strict.add("--strict");
    Run run = java(List.of("-cp", jars(), MAIN), strict.toArray(String[]::new));
    assertThat(run.exit()).isEqualTo(ExitCode.NO_BACKEND.code());
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("--add-modules jdk.incubator.vector");
  }

  /** What shading plug-ins make: all classes in one jar, service files put one behind the other. */
  @Test
  void fromOneJarThatHoldsAll() throws Exception {
    Path fat = folder.resolve("fat.jar");
    merge(fat);
    Run run =
        java(
            List.of("--add-modules=jdk.incubator.vector", "-cp", fat.toString(), MAIN),
            "backends",
            "--quick",
            "--json");
    assertThat(run.exit()).as(run.err()).isZero();
    JsonNode backends = new JsonMapper().readTree(run.out()).get("backends");
    assertThat(backends.valueStream().map(backend -> backend.get("name").stringValue()))
        .containsExactly("gpu-opencl", "cpu-simd", "cpu-reference");
    assertThat(backends.valueStream().filter(backend -> backend.get("available").booleanValue()))
        .hasSizeGreaterThanOrEqualTo(2)
        .allMatch(backend -> backend.get("good").booleanValue());
  }

  private static void merge(Path fat) throws IOException {
    Set<String> seen = new HashSet<>();
    Map<String, String> services = new TreeMap<>();
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(fat))) {
      for (Path jar : jarFiles()) {
        if (jar.getFileName().toString().startsWith("langchain4j-")) {
          continue; // 83 MB of weights, which no provider is in
        }
        try (JarFile file = new JarFile(jar.toFile())) {
          for (JarEntry entry : file.stream().filter(one -> !one.isDirectory()).toList()) {
            merge(file, entry, out, services, seen);
          }
        }
      }
      for (Map.Entry<String, String> service : services.entrySet()) {
        out.putNextEntry(new JarEntry(service.getKey()));
        out.write(service.getValue().getBytes(UTF_8));
      }
    }
  }

  private static void merge(
      JarFile file,
      JarEntry entry,
      JarOutputStream out,
      Map<String, String> services,
      Set<String> seen)
      throws IOException {
    try (InputStream in = file.getInputStream(entry)) {
      if (entry.getName().startsWith("META-INF/services/")) {
        services.merge(
            entry.getName(), new String(in.readAllBytes(), UTF_8) + "\n", String::concat);
      } else if (seen.add(entry.getName())) {
        out.putNextEntry(new JarEntry(entry.getName()));
        in.transferTo(out);
      }
    }
  }

  static String jars() throws IOException {
    return String.join(File.pathSeparator, jarFiles().stream().map(Path::toString).toList());
  }

  /** The application's jar and those that it runs on, as they are packaged. */
  private static List<Path> jarFiles() throws IOException {
    List<Path> jars = new ArrayList<>();
    for (Path place : List.of(TARGET, TARGET.resolve("lib"))) {
      try (Stream<Path> files = Files.list(place)) {
        files.filter(file -> file.toString().endsWith(".jar")).sorted().forEach(jars::add);
      }
    }
    assertThat(jars).isNotEmpty();
    return jars;
  }

  private Run java(List<String> flags, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of(arguments));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.matches("HEED_.*|.*JAVA_OPTIONS"));
    Process process = builder.start();
    boolean ended = process.waitFor(2, TimeUnit.MINUTES);
    if (!ended) {
      process.destroyForcibly();
    }
    assertThat(ended).as("ends within two minutes").isTrue();
    return new Run(process.exitValue(), Files.readString(out), Files.readString(err));
  }
}
