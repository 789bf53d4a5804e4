package dev.heed.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's program, compiled and run as it is printed there. */
class ReadmeTest {
  @Test
  void theProgramPrintsWhatTheReadmeSays(@TempDir Path folder) throws Exception {
    String readme = Files.readString(Path.of("..", "README.md"));
    String program = block(readme, "java");
    compile(program, folder);

    assertThat(run(folder)).isEqualTo(block(readme, "text"));
  }

  /** The first fenced block of a language. */
  private static String block(String markdown, String language) {
    Matcher fence = Pattern.compile("(?ms)^```" + language + "\\R(.*?)^```$").matcher(markdown);
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
