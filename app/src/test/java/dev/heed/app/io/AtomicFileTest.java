package dev.heed.app.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path folder;

  @Test
  void whatIsCommittedIsThere() throws IOException {
    Path target = folder.resolve("out.txt");
    write(target, "new");
    assertThat(target).hasContent("new");
    assertThat(folder).isDirectoryNotContaining(file -> !file.equals(target));
  }

  @Test
  void beforeTheCommitTheOldContentStands() throws IOException {
    Path target = Files.writeString(folder.resolve("out.txt"), "old");
    try (AtomicFile file = AtomicFile.create(target)) {
      file.stream().write("half".getBytes(UTF_8));
      assertThat(target).hasContent("old");
    }
  }

  @Test
  void withoutACommitNothingIsLeft() throws IOException {
    try (AtomicFile file = AtomicFile.create(folder.resolve("out.txt"))) {
      file.stream().write("half".getBytes(UTF_8));
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aLinkStaysALink() throws IOException {
    Path real = Files.writeString(folder.resolve("real.txt"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link.txt"), real);
    write(link, "new");
    assertThat(link).isSymbolicLink();
    assertThat(real).hasContent("new");
  }

  @Test
  void aPrivateFileStaysPrivate() throws IOException {
    Path target = Files.writeString(folder.resolve("out.txt"), "old");
    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-------"));
    write(target, "new");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
        .isEqualTo("rw-------");
  }

  @Test
  void aDeviceIsWrittenToAndNotReplaced() throws IOException {
    Path device = Path.of("/dev/null");
    assumeThat(device).exists();
    write(device, "gone");
    assertThat(Files.isRegularFile(device)).isFalse();
  }

  @Test
  void aFolderIsNoFile() {
    assertThatThrownBy(() -> AtomicFile.create(folder))
        .isInstanceOf(FileException.class)
        .hasMessageContainingAll(folder.toString(), "is a folder");
  }

  @Test
  void theFolderMustExist() {
    assertThatThrownBy(() -> AtomicFile.create(folder.resolve("absent").resolve("out.txt")))
        .isInstanceOf(FileException.class)
        .hasMessageContainingAll("absent", "no folder");
  }

  private static void write(Path target, String text) throws IOException {
    try (AtomicFile file = AtomicFile.create(target)) {
      file.stream().write(text.getBytes(UTF_8));
      file.commit();
    }
  }
}
