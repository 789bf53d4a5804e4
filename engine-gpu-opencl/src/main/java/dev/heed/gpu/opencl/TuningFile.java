package dev.heed.gpu.opencl;

import dev.heed.gpu.opencl.cl.ClDevice;
import dev.heed.gpu.opencl.launch.DeviceLimits;
import dev.heed.gpu.opencl.launch.ProductShape;
import dev.heed.gpu.opencl.launch.Tile;
import dev.heed.gpu.opencl.launch.Tiles;
import dev.heed.gpu.opencl.program.KernelSource;
import dev.heed.gpu.opencl.program.ProgramFiles;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What tuning found on a device, kept beside its compiled kernels: one file for each device, driver
 * and state of the kernels, whole or not there, whoever tunes at the same time. One that says what
 * no tile is, or what does not fit, is passed over with a warning.
 */
final class TuningFile {
  private static final String QUERY_ROWS = "attention.query-rows";

  private final @Nullable Path file;

  /**
   * The file of a device.
   *
   * @param folder null for nowhere
   */
  TuningFile(@Nullable Path folder, ClDevice device) {
    this.file = folder == null ? null : folder.resolve("tuning-" + key(device) + ".properties");
  }

  private static String key(ClDevice device) {
    return ProgramFiles.key(
            List.of(
                device.vendor(),
                device.name(),
                device.version(),
                device.driver(),
                KernelSource.of("products"),
                KernelSource.of("attention")))
        .substring(0, 24);
  }

  /** What was found, over what is shipped. */
  Tiles over(Tiles shipped, DeviceLimits limits) {
    Path from = file;
    if (from == null || !Files.isRegularFile(from)) {
      return shipped;
    }
    Properties found = new Properties();
    try (Reader reader = Files.newBufferedReader(from)) {
      found.load(reader);
      return parsed(found, shipped, limits);
    } catch (IOException | IllegalArgumentException e) {
      OpenClBackend.LOG.log(
          System.Logger.Level.WARNING,
          "{0} cannot be read ({1}); the tiles that are shipped are used. ''heed backends --tune''"
              + " writes it again",
          from,
          e.getMessage());
      return shipped;
    }
  }

  private static Tiles parsed(Properties found, Tiles shipped, DeviceLimits limits) {
    Tiles tiles = shipped;
    for (ProductShape shape : ProductShape.TILED) {
      String text = found.getProperty(name(shape));
      if (text != null) {
        tiles = tiles.with(shape, Tile.parse(text, limits));
      }
    }
    String rows = found.getProperty(QUERY_ROWS);
    return rows == null ? tiles : tiles.withQueryRows(Integer.parseInt(rows));
  }

  /**
   * Keeps what was found.
   *
   * @return where; null when there is nowhere, or it cannot be written, which is logged
   */
  @Nullable Path write(Tiles tiles) {
    Path to = file;
    if (to == null) {
      return null;
    }
    Properties found = new Properties();
    for (ProductShape shape : ProductShape.TILED) {
      found.setProperty(name(shape), tiles.of(shape).toText());
    }
    found.setProperty(QUERY_ROWS, String.valueOf(tiles.queryRows()));
    try {
      Files.createDirectories(to.toAbsolutePath().getParent());
      Path part = Files.createTempFile(to.toAbsolutePath().getParent(), "tuning", ".part");
      try {
        try (Writer writer = Files.newBufferedWriter(part)) {
          found.store(writer, "found by heed backends --tune");
        }
        Files.move(part, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part);
      }
      return to;
    } catch (IOException e) {
      OpenClBackend.LOG.log(
          System.Logger.Level.WARNING,
          "what tuning found cannot be kept in {0} ({1}): it holds until the backend is closed",
          to,
          e);
      return null;
    }
  }

  private static String name(ProductShape shape) {
    return "product." + shape.name().toLowerCase(Locale.ROOT);
  }
}
