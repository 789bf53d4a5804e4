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
  /** Enough rounds for C2 to have compiled every kernel that these cases run. */
  private static final int WARMING_ROUNDS = 600;

  private final Subject subject;
  private final Map<String, List<String>> otherJvms = new LinkedHashMap<>();

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
    otherJvms.put("that only interprets", with("-Xint", coldJvmArguments));
    otherJvms.put("that compiles with C1", with("-XX:TieredStopAtLevel=1", coldJvmArguments));
    otherJvms.putAll(furtherJvms);
  }

  private static List<String> with(String flag, List<String> arguments) {
    List<String> flags = new ArrayList<>();
    flags.add(flag);
    flags.addAll(arguments);
    return flags;
  }

  /** One test per statement. */
  public Stream<DynamicTest> tests() {
    Statements statements = new Statements(subject.backend());
    statements.add("warming up does not change the bits", this::warm);
    otherJvms.forEach((name, flags) ->
        statements.add("a JVM " + name + " gives the same bits", () -> elsewhere(flags)));
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

  private void elsewhere(List<String> flags) throws IOException, InterruptedException {
    Path output = Files.createTempFile("heed-bits", ".txt");
    try {
      Process process =
          new ProcessBuilder(command(flags))
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      boolean ended = process.waitFor(5, TimeUnit.MINUTES);
      process.destroyForcibly();
      String text = Files.readString(output, StandardCharsets.UTF_8);
      assertThat(ended && process.exitValue() == 0)
          .as("the JVM with %s said:%n%s", flags, text)
          .isTrue();
      Map<String, String> bits = new LinkedHashMap<>();
      for (String line : text.lines().filter(line -> line.contains("\t")).toList()) {
        bits.put(line.substring(0, line.indexOf('\t')), line.substring(line.indexOf('\t') + 1));
      }
      try (BitsOfCases cases = new BitsOfCases(subject.backend())) {
        Map<String, String> here = cases.hashes();
        assertThat(bits.keySet())
            .as("cases, where %s printed%n%s", flags, text)
            .isEqualTo(here.keySet());
        here.entrySet().removeAll(bits.entrySet());
        assertThat(here).as("cases with other bits under %s", flags).isEmpty();
      }
    } finally {
      Files.delete(output);
    }
  }

  private List<String> command(List<String> flags) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.add("-Dfile.encoding=UTF-8");
    command.add("-Dstdout.encoding=UTF-8");
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(Bits.class.getName());
    command.add(subject.provider().getClass().getName());
    command.add("1");
    command.add(subject.options().compute().name());
    subject.options().properties().forEach((key, value) -> command.add(key + "=" + value));
    return command;
  }
}
