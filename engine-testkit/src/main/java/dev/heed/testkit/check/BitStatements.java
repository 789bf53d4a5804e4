package dev.heed.testkit.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** The bits do not depend on how warm the JVM is. */
public final class BitStatements {
  /** Enough rounds for the JVM to have changed from interpreted to compiled code under way. */
  private static final int WARMING_ROUNDS = 600;

  /**
   * A method reaches C2 at 5,000 calls and a loop at 40,000 turns, which small cases do not come to
   * in a test's time: in the hot JVM a fiftieth will do, for the backend's own classes alone, and
   * code waits for its compiler.
   */
  private static final String HOT_SCALING = "0.02";

  /** More than the 100 calls that reach C2 then: eight cases of each op. */
  private static final int HOT_ROUNDS = 100;

  private final Subject subject;
  private final Map<String, Jvm> otherJvms = new LinkedHashMap<>();

  private record Jvm(List<String> flags, int warmingRounds) {}

  /**
   * The statements about a backend.
   *
   * @param coldJvmArguments what a JVM needs so that the backend opens although nothing is compiled
   * @param furtherJvms the flags of other JVMs that must give the same bits, by what is special
   *     about each
   */
  public BitStatements(
      Subject subject, List<String> coldJvmArguments, Map<String, List<String>> furtherJvms) {
    this.subject = subject;
    add("that only interprets", List.of("-Xint"), coldJvmArguments, 0);
    add("that compiles with C1", List.of("-XX:TieredStopAtLevel=1"), coldJvmArguments, 0);
    add("that compiles kernels with C2 early", hot(), coldJvmArguments, HOT_ROUNDS);
    furtherJvms.forEach((name, flags) -> add(name, flags, List.of(), 0));
  }

  private List<String> hot() {
    String kernels = subject.provider().getClass().getPackageName() + ".*::*";
    return List.of(
        "-Xbatch",
        "-XX:CompileCommand=quiet",
        "-XX:CompileCommand=CompileThresholdScaling,%s,%s".formatted(kernels, HOT_SCALING));
  }

  private void add(String name, List<String> flags, List<String> arguments, int warmingRounds) {
    List<String> all = new ArrayList<>(flags);
    all.addAll(arguments);
    otherJvms.put(name, new Jvm(all, warmingRounds));
  }

  /** One test per statement. */
  public Stream<DynamicTest> tests() {
    Statements statements = new Statements(subject);
    statements.add("warming up does not change the bits", this::warm);
    otherJvms.forEach((name, jvm) ->
        statements.add("a JVM " + name + " gives the same bits", () -> elsewhere(jvm)));
    return statements.stream();
  }

  private void warm() {
    try (BitsOfCases cases = new BitsOfCases(subject.backend())) {
      Map<String, String> first = cases.hashes();
      cases.warm(WARMING_ROUNDS);
      Map<String, String> warm = cases.hashes();
      warm.entrySet().removeAll(first.entrySet());
      assertThat(warm).as("cases with other bits once warm").isEmpty();
    }
  }

  private void elsewhere(Jvm jvm) throws IOException, InterruptedException {
    Path output = Files.createTempFile("heed-bits", ".txt");
    try {
      Process process =
          new ProcessBuilder(command(jvm))
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      boolean ended = process.waitFor(5, TimeUnit.MINUTES);
      process.destroyForcibly();
      String text = Files.readString(output, StandardCharsets.UTF_8);
      assertThat(ended && process.exitValue() == 0)
          .as("the JVM with %s said:%n%s", jvm.flags, text)
          .isTrue();
      Map<String, String> bits = new LinkedHashMap<>();
      for (String line : text.lines().filter(line -> line.contains("\t")).toList()) {
        bits.put(line.substring(0, line.indexOf('\t')), line.substring(line.indexOf('\t') + 1));
      }
      try (BitsOfCases cases = new BitsOfCases(subject.backend())) {
        Map<String, String> here = cases.hashes();
        assertThat(bits.keySet())
            .as("cases, where %s printed%n%s", jvm.flags, text)
            .isEqualTo(here.keySet());
        here.entrySet().removeAll(bits.entrySet());
        assertThat(here).as("cases with other bits under %s", jvm.flags).isEmpty();
      }
    } finally {
      Files.delete(output);
    }
  }

  private List<String> command(Jvm jvm) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm.flags);
    command.add("-Dfile.encoding=UTF-8");
    command.add("-Dstdout.encoding=UTF-8");
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(Bits.class.getName());
    command.add(subject.provider().getClass().getName());
    command.add("1");
    command.add(subject.options().compute().name());
    command.add(String.valueOf(jvm.warmingRounds));
    subject.options().properties().forEach((key, value) -> command.add(key + "=" + value));
    return command;
  }
}
