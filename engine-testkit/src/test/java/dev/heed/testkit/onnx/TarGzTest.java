package dev.heed.testkit.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarGzTest {
  @TempDir private Path folder;

  @Test
  void filesAreReadAndFoldersPassedOver() throws IOException {
    Path archive =
        write(entry("a/", '5', 0, 0), entry("a/one", '0', 600, 600), entry("a/two", '0', 3, 3));
    Map<String, byte[]> files = TarGz.read(archive);
    assertThat(files).containsOnlyKeys("a/one", "a/two");
    assertThat(files.get("a/one")).hasSize(600);
    assertThat(files.get("a/two")).containsExactly(7, 7, 7);
  }

  @Test
  void anEntryThatEndsEarlyIsRefused() throws IOException {
    Path archive = write(entry("a", '0', 2000, 100));
    assertThatThrownBy(() -> TarGz.read(archive)).hasMessageContaining("ends inside an entry");
  }

  @Test
  void anEntryOfAbsurdSizeIsRefused() throws IOException {
    Path archive = write(entry("a", '0', 1L << 32, 0));
    assertThatThrownBy(() -> TarGz.read(archive)).hasMessageContaining("4,294,967,296");
  }

  @Test
  void aHeaderThatIsNoneIsRefused() throws IOException {
    byte[] text = new byte[512];
    Arrays.fill(text, (byte) 'x');
    Path archive = write(text);
    assertThatThrownBy(() -> TarGz.read(archive)).hasMessageContaining("is not the size");
  }

  private Path write(byte[]... entries) throws IOException {
    Path archive = folder.resolve("test.tar.gz");
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(archive))) {
      for (byte[] entry : entries) {
        out.write(entry);
      }
    }
    return archive;
  }

  /** A header that claims {@code size} bytes, and {@code actual} bytes in whole blocks. */
  private static byte[] entry(String name, char kind, long size, int actual) {
    byte[] header = new byte[512];
    put(header, 0, name);
    put(header, 124, "%011o".formatted(size));
    header[156] = (byte) kind;
    byte[] contents = new byte[(actual + 511) / 512 * 512];
    Arrays.fill(contents, 0, actual, (byte) 7);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(header);
    bytes.writeBytes(contents);
    return bytes.toByteArray();
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }
}
