package dev.heed.app.report;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.security.CodeSource;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import picocli.CommandLine.IVersionProvider;

/** What {@code heed --version} prints: the version that the jar's manifest names, and the JVM. */
public final class Version implements IVersionProvider {
  private static final String DEVELOPMENT = "development";

  @Override
  public String[] getVersion() {
    return new String[] {
      "heed " + number(),
      "Java %s (%s), %s %s"
          .formatted(
              System.getProperty("java.version"),
              System.getProperty("java.vendor"),
              System.getProperty("os.name"),
              System.getProperty("os.arch"))
    };
  }

  /** Such as {@code 1.0.0}; {@code development} when run from a folder of classes. */
  public static String number() {
    // Not Package.getImplementationVersion, which knows nothing when Heed runs as a named module.
    CodeSource source = Version.class.getProtectionDomain().getCodeSource();
    if (source == null || !source.getLocation().getPath().endsWith(".jar")) {
      return DEVELOPMENT;
    }
    try (JarFile jar = new JarFile(new File(source.getLocation().toURI()))) {
      Manifest manifest = jar.getManifest();
      String version =
          manifest == null
              ? null
              : manifest.getMainAttributes().getValue(Attributes.Name.IMPLEMENTATION_VERSION);
      return version == null ? DEVELOPMENT : version;
    } catch (IOException | URISyntaxException e) {
      return DEVELOPMENT;
    }
  }
}
