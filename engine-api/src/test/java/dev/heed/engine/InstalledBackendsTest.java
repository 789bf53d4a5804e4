package dev.heed.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.engine.error.BackendUnavailableException;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Providers that service files name, found with the thread's context loader. */
class InstalledBackendsTest {
  private static final String REAL = NamedInAFile.class.getName();

  @TempDir private Path folder;

  @Test
  void theContextLoaderOfTheThreadIsAsked() throws IOException {
    assertThat(Backends.installed().providers()).isEmpty();
    installed(
        List.of(REAL),
        backends -> {
          assertThat(backends.providers()).hasExactlyElementsOfTypes(NamedInAFile.class);
          assertThat(backends.broken()).isEmpty();
          assertThat(backends.choose(BackendRequest.BEST).rejections()).isEmpty();
        });
  }

  @Test
  void aProviderThatTwoLoadersFindIsOne() throws IOException {
    installed(List.of(REAL, REAL), backends -> assertThat(backends.providers()).hasSize(1));
  }

  @Test
  void aBrokenEntryIsPassedOverAndListed() throws IOException {
    installed(
        List.of("absent.Provider", REAL),
        backends -> {
          BackendChoice choice = backends.choose(BackendRequest.BEST);
          assertThat(choice.provider()).isInstanceOf(NamedInAFile.class);
          assertThat(choice.rejections()).isEqualTo(backends.broken());
          assertThat(backends.broken())
              .singleElement()
              .asString()
              .startsWith("a provider entry: ")
              .contains("absent.Provider", "META-INF/services");
        });
  }

  @Test
  void strictModeRefusesABrokenEntryBesideAGoodOne() throws IOException {
    installed(
        List.of("absent.Provider", REAL),
        backends -> {
          for (String wanted : new String[] {null, "named-in-a-file"}) {
            assertThatThrownBy(() -> backends.choose(new BackendRequest(wanted, true)))
                .isInstanceOf(BackendUnavailableException.class)
                .hasMessageStartingWith("strict mode: a backend entry is broken")
                .hasMessageContaining("absent.Provider");
          }
        });
  }

  @Test
  void nothingButABrokenEntryIsAnErrorThatNamesIt() throws IOException {
    installed(
        List.of("absent.Provider"),
        backends ->
            assertThatThrownBy(() -> backends.choose(BackendRequest.BEST))
                .isInstanceOf(BackendUnavailableException.class)
                .hasMessageContainingAll("no backend is available", "absent.Provider"));
  }

  @Test
  void aProviderThatMissesAClassIsABrokenEntry() throws IOException {
    write("Orphan", providerWithSuperclass("Orphan", "absent.Parent"));
    installed(
        List.of("Orphan", REAL),
        backends -> {
          assertThat(backends.providers()).hasExactlyElementsOfTypes(NamedInAFile.class);
          assertThat(backends.broken())
              .singleElement()
              .asString()
              .contains("it does not link", "NoClassDefFoundError", "absent/Parent");
        });
  }

  @Test
  void aProviderOfANewerJavaIsABrokenEntry() throws IOException {
    byte[] newer = providerWithSuperclass("Newer", "java.lang.Object");
    newer[7] = (byte) (ClassFile.latestMajorVersion() + 1);
    write("Newer", newer);
    installed(
        List.of("Newer", REAL),
        backends -> {
          assertThat(backends.providers()).hasExactlyElementsOfTypes(NamedInAFile.class);
          assertThat(backends.broken())
              .singleElement()
              .asString()
              .contains("it does not link", "UnsupportedClassVersionError", "Newer");
        });
  }

  private static byte[] providerWithSuperclass(String name, String superclass) {
    return ClassFile.of()
        .build(
            ClassDesc.of(name),
            builder ->
                builder
                    .withSuperclass(ClassDesc.of(superclass))
                    .withInterfaceSymbols(ClassDesc.of(BackendProvider.class.getName())));
  }

  private void write(String name, byte[] bytes) throws IOException {
    Files.write(folder.resolve(name + ".class"), bytes);
  }

  /** What is found where a service file names these classes. */
  private void installed(List<String> classes, Consumer<Backends> statement) throws IOException {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.write(services.resolve(BackendProvider.class.getName()), classes);
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    URL[] path = {folder.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(path, Backends.class.getClassLoader())) {
      thread.setContextClassLoader(loader);
      statement.accept(Backends.installed());
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
