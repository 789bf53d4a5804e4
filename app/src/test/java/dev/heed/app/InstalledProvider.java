package dev.heed.app;

import dev.heed.engine.BackendProvider;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs where a provider of the tests is found beside the others. */
final class InstalledProvider {
  private InstalledProvider() {}

  /**
   * One run of the command line.
   *
   * @param folder an empty one, for the service file
   */
  static HeedRun run(Path folder, Class<? extends BackendProvider> provider, String... arguments)
      throws IOException {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(services.resolve(BackendProvider.class.getName()), provider.getName());
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    URL[] path = {folder.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(path, provider.getClassLoader())) {
      thread.setContextClassLoader(loader);
      return HeedRun.of(arguments);
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
