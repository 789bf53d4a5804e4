package dev.heed.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.app.console.Terminal;
import dev.heed.app.report.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the README promises: its first command and its program are run as they are printed there.
 */
class ReadmeTest {
  private static final String README = read("README.md");

  @Test
  void theProgramPrintsWhatTheReadmeSays(@TempDir Path folder) throws Exception {
    compile(block("java"), folder);

    assertThat(run(folder)).isEqualTo(block("text"));
  }

  /** Line by line; the README leaves the last hits out. */
  @Test
  void theFirstCommandPrintsWhatTheReadmeShows() {
    String command = "./heed search \"I want my money back\" --in examples/faq.txt";
    List<String> shown = between(README, command + "\n```\n\n```\n", "\n```").lines().toList();
    HeedRun run =
        HeedRun.run(
            InputStream.nullInputStream(),
            new Terminal(false, true, false, 110, false, true),
            Map.of(),
            "search",
            "I want my money back",
            "--in",
            "../examples/faq.txt",
            "--no-cache");
    assertThat(shown.getLast()).isEqualTo("  …");
    assertThat(run.out().replace("../examples", "examples").lines())
        .startsWith(shown.subList(0, shown.size() - 1).toArray(String[]::new));
  }

  @Test
  void thePomSnippetNamesTheVersionsOfThisBuild() {
    assertThat(between(block("xml"), "<artifactId>heed-bom</artifactId>", "<type>"))
        .contains(version(read("pom.xml"), "<artifactId>heed-parent</artifactId>"))
        .contains(version(read("bom/pom.xml"), "<artifactId>heed-bom</artifactId>"));
    assertThat(between(block("xml"), "all-minilm-l6-v2</artifactId>", "<scope>"))
        .contains(between(read("pom.xml"), "<langchain4j.embeddings.version>", "<"));
  }

  @Test
  void theFlagIsThatOfTheArgfile() {
    String flag = between(README, "Start the JVM with\n\n```\n", "\n```");
    assertThat(read("app/heed.argfile").lines()).contains(flag.replace(' ', '='));
  }

  @Test
  void everyCommandAndExitCodeStandsInATable() {
    assertThat(HeedTest.commands())
        .allSatisfy(command -> assertThat(README).contains("| `heed " + command));
    assertThat(ExitCode.values())
        .allSatisfy(code -> assertThat(README).contains("\n| %d | ".formatted(code.code())));
  }

  private static String version(String pom, String artifact) {
    return between(pom, artifact + "\n  <version>", "<");
  }

  private static String between(String text, String before, String after) {
    int from = text.indexOf(before);
    assertThat(from).as("'%s' is there", before).isNotNegative();
    int start = from + before.length();
    return text.substring(start, text.indexOf(after, start));
  }

  /** A file of the checkout. */
  private static String read(String name) {
    try {
      return Files.readString(Path.of("..").resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first fenced block of a language. */
  private static String block(String language) {
    Matcher fence = Pattern.compile("(?ms)^```" + language + "\\R(.*?)^```$").matcher(README);
    assertThat(fence.find()).as("a block of " + language).isTrue();
    return fence.group(1);
  }

  private static void compile(String program, Path folder) throws Exception {
    Path source = Files.writeString(folder.resolve("Compare.java"), program);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      List<String> options =
          List.of("-d", folder.toString(), "-cp", System.getProperty("java.class.path"));
      boolean compiled =
          compiler
              .getTask(messages, files, null, options, null, files.getJavaFileObjects(source))
              .call();
      assertThat(compiled).as(messages.toString()).isTrue();
    }
  }

  private static String run(Path folder) throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream before = System.out;
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()});
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
      System.setOut(out);
      loader
          .loadClass("Compare")
          .getMethod("main", String[].class)
          .invoke(null, (Object) new String[0]);
    } finally {
      System.setOut(before);
    }
    return printed.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
  }
}
