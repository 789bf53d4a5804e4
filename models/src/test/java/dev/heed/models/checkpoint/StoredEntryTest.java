package dev.heed.models.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredEntryTest {
  private static final byte[] OTHER = "other content".getBytes(UTF_8);
  private static final byte[] CONTENT = "the content, stored as it is".getBytes(UTF_8);

  @TempDir Path folder;

  @Test
  void aStoredEntryIsFoundWhereItsBytesLie() throws IOException {
    Path jar = jar(ZipEntry.STORED, "");
    StoredEntry entry = StoredEntry.find(jar, "a/weights.bin").orElseThrow();
    assertThat(bytes(entry)).isEqualTo(CONTENT);
  }

  @Test
  void aCommentAtTheEndIsPassedOver() throws IOException {
    StoredEntry entry =
        StoredEntry.find(jar(ZipEntry.STORED, "PK…"), "a/weights.bin").orElseThrow();
    assertThat(bytes(entry)).isEqualTo(CONTENT);
  }

  @Test
  void aCompressedEntryIsNone() throws IOException {
    assertThat(StoredEntry.find(jar(ZipEntry.DEFLATED, ""), "a/weights.bin")).isEmpty();
  }

  @Test
  void anotherNameIsNone() throws IOException {
    assertThat(StoredEntry.find(jar(ZipEntry.STORED, ""), "weights.bin")).isEmpty();
  }

  @Test
  void whatIsNoZipFileHasNone() throws IOException {
    assertThat(StoredEntry.find(Files.write(folder.resolve("a.jar"), OTHER), "a")).isEmpty();
    assertThat(StoredEntry.find(Files.write(folder.resolve("b.jar"), new byte[0]), "a")).isEmpty();
  }

  /** Whatever byte is another, an entry lies within the file or is none. */
  @Test
  void noDamageLeadsBeyondTheFile() throws IOException {
    byte[] whole = Files.readAllBytes(jar(ZipEntry.STORED, ""));
    Path damaged = folder.resolve("damaged.jar");
    for (int at = 0; at < whole.length; at++) {
      byte[] bytes = whole.clone();
      bytes[at] = (byte) ~bytes[at];
      Files.write(damaged, bytes);
      StoredEntry.find(damaged, "a/weights.bin")
          .ifPresent(entry ->
              assertThat(entry.offset() + entry.size()).isBetween(1L, (long) bytes.length));
    }
  }

  @Test
  void noCutLeadsBeyondTheFile() throws IOException {
    byte[] whole = Files.readAllBytes(jar(ZipEntry.STORED, ""));
    Path cut = folder.resolve("cut.jar");
    for (int length = 0; length < whole.length; length++) {
      Files.write(cut, Arrays.copyOf(whole, length));
      assertThat(StoredEntry.find(cut, "a/weights.bin")).as("%d bytes", length).isEmpty();
    }
  }

  @Test
  void aStoredModelIsMappedUntilItIsClosed() throws IOException {
    Path jar =
        folder.resolve("a folder+more.jar"); // + and a space: an address spells them otherwise
    byte[] model = OnnxExports.file("bert-eager-17");
    write(jar, ZipEntry.STORED, "", model);
    URL url = URI.create("jar:" + jar.toUri() + "!/a/weights.bin").toURL();
    try (OnnxModel read = OnnxModel.read(url);
        OnnxModel expected = OnnxModel.parse(MemorySegment.ofArray(model), "expected")) {
      assertThat(read.initializers().keySet()).isEqualTo(expected.initializers().keySet());
      read.initializers()
          .forEach((name, tensor) ->
              assertThat(tensor.data().mismatch(expected.initializer(name).orElseThrow().data()))
                  .as(name)
                  .isEqualTo(-1));
      if (Files.exists(MappedFiles.MAPS)) {
        assertThat(MappedFiles.below(folder)).contains(jar.toString());
      }
    }
    if (Files.exists(MappedFiles.MAPS)) {
      assertThat(MappedFiles.below(folder)).isEmpty();
    }
  }

  @Test
  void aCompressedModelIsReadAsEver() throws IOException {
    Path jar = folder.resolve("compressed.jar");
    write(jar, ZipEntry.DEFLATED, "", OnnxExports.file("bert-eager-17"));
    URL url = URI.create("jar:" + jar.toUri() + "!/a/weights.bin").toURL();
    try (OnnxModel read = OnnxModel.read(url)) {
      assertThat(read.initializers()).isNotEmpty();
    }
  }

  @Test
  void aStoredEntryThatIsNoModelSaysSo() throws IOException {
    URL url = URI.create("jar:" + jar(ZipEntry.STORED, "").toUri() + "!/a/weights.bin").toURL();
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> OnnxModel.read(url))
        .withMessageContaining("weights.bin");
  }

  private static byte[] bytes(StoredEntry entry) throws IOException {
    byte[] jar = Files.readAllBytes(entry.jar());
    return Arrays.copyOfRange(jar, (int) entry.offset(), (int) (entry.offset() + entry.size()));
  }

  private Path jar(int method, String comment) throws IOException {
    Path jar = folder.resolve("jar-%d-%d.jar".formatted(method, comment.length()));
    write(jar, method, comment, CONTENT);
    return jar;
  }

  private static void write(Path jar, int method, String comment, byte[] content)
      throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      zip.setComment(comment);
      put(zip, method, "a/other.bin", OTHER);
      put(zip, method, "a/weights.bin", content);
    }
  }

  private static void put(ZipOutputStream zip, int method, String name, byte[] content)
      throws IOException {
    ZipEntry entry = new ZipEntry(name);
    CRC32 sum = new CRC32();
    sum.update(content);
    entry.setMethod(method);
    entry.setSize(content.length);
    entry.setCrc(sum.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
