package dev.heed.models.checkpoint;

import static java.lang.ProcessBuilder.Redirect.PIPE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
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
  void aLinkToNothingYetIsFollowed() throws IOException {
    Path real = folder.resolve("real.txt");
    Path link = Files.createSymbolicLink(folder.resolve("link.txt"), Path.of("real.txt"));
    write(link, "new");
    assertThat(link).isSymbolicLink();
    assertThat(real).hasContent("new");
  }

  @Test
  void linksThatFormALoopAreRefused() throws IOException {
    Path one = folder.resolve("one");
    Files.createSymbolicLink(one, Path.of("two"));
    Files.createSymbolicLink(folder.resolve("two"), Path.of("one"));
    assertThatThrownBy(() -> AtomicFile.create(one))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContainingAll("one", "loop");
  }

  @Test
  void aPrivateFileStaysPrivate() throws IOException {
    Path target = Files.writeString(folder.resolve("out.txt"), "old");
    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-------"));
    write(target, "new");
    assertThat(permissions(target)).isEqualTo("rw-------");
  }

  @Test
  void whatBecomesPrivateIsSoFromItsFirstByte() throws IOException {
    Path target = Files.writeString(folder.resolve("out.txt"), "old");
    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-r--r--"));
    try (AtomicFile file = AtomicFile.createPrivate(target);
        Stream<Path> files = Files.list(folder)) {
      assertThat(files.filter(one -> !one.equals(target)).map(AtomicFileTest::permissions))
          .containsExactly("rw-------");
      file.commit();
    }
    assertThat(permissions(target)).isEqualTo("rw-------");
  }

  @Test
  void aDeviceIsWrittenToAndNotReplaced() throws IOException {
    Path device = Path.of("/dev/null");
    assumeThat(device).exists();
    write(device, "gone");
    assertThat(Files.isRegularFile(device)).isFalse();
  }

  @Test
  void aPipeIsWrittenToThroughItsDescriptor() throws Exception {
    Path reader = folder.resolve("came.txt");
    assumeThat(Path.of("/dev/stdout")).exists();
    Process cat =
        new ProcessBuilder("cat").redirectOutput(reader.toFile()).redirectInput(PIPE).start();
    // The pipe by a name that leads nowhere but to itself, as /dev/stdout does behind '|'.
    Path pipe = Path.of("/proc/%d/fd/0".formatted(cat.pid()));
    try (AtomicFile file = AtomicFile.create(pipe)) {
      assertThat(file.isReplaced()).isFalse();
      file.stream().write("through".getBytes(UTF_8));
      file.commit();
    }
    cat.getOutputStream().close();
    assertThat(cat.waitFor()).isZero();
    assertThat(reader).hasContent("through");
  }

  @Test
  void aFolderIsNoFile() {
    assertThatThrownBy(() -> AtomicFile.create(folder))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContainingAll(folder.toString(), "is a folder");
  }

  @Test
  void theFolderMustExist() {
    assertThatThrownBy(() -> AtomicFile.create(folder.resolve("absent").resolve("out.txt")))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContainingAll("absent", "no folder");
  }

  private static String permissions(Path file) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path target, String text) throws IOException {
    try (AtomicFile file = AtomicFile.create(target)) {
      file.stream().write(text.getBytes(UTF_8));
      file.commit();
    }
  }
}
