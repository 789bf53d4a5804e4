package dev.heed.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder that appears whole or not at all. */
class AtomicFolderTest {
  @TempDir Path home;

  private Path target() {
    return home.resolve("model");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void write(String content) throws IOException {
    try (AtomicFolder folder = AtomicFolder.create(target(), name -> true)) {
      folder.write("config.json", bytes(content));
      folder.commit();
    }
  }

  private List<String> entries() throws IOException {
    try (Stream<Path> all = Files.list(home)) {
      return all.map(path -> "" + path.getFileName()).toList();
    }
  }

  @Test
  void aCommittedFolderTakesThePlaceOfTheOld() throws IOException {
    write("old");
    try (AtomicFolder folder = AtomicFolder.create(target(), name -> true)) {
      folder.write("1_Pooling/config.json", bytes("new"));
      assertThat(target().resolve("config.json")).hasContent("old");
      folder.commit();
    }
    assertThat(target().resolve("1_Pooling/config.json")).hasContent("new");
    assertThat(target().resolve("config.json")).doesNotExist();
    assertThat(entries()).containsExactly("model");
  }

  @Test
  void withoutACommitTheOldStays() throws IOException {
    write("old");
    try (AtomicFolder folder = AtomicFolder.create(target(), name -> true)) {
      folder.write("config.json", bytes("new"));
    }
    assertThat(target().resolve("config.json")).hasContent("old");
    assertThat(entries()).containsExactly("model");
  }

  @Test
  void filesThatMayNotBeLostAreInTheWay() throws IOException {
    write("old");
    Files.writeString(target().resolve("notes.txt"), "mine");
    assertThatThrownBy(() -> AtomicFolder.create(target(), name -> name.endsWith(".json")))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("holds 'notes.txt', which would be lost");
    assertThat(entries()).containsExactly("model");
  }

  @Test
  void aFileOfThatNameIsInTheWay() throws IOException {
    Files.writeString(target(), "mine");
    assertThatThrownBy(() -> AtomicFolder.create(target(), name -> true))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("is a file");
  }

  /** A process was killed between the two moves of a commit. */
  @Test
  void whatWasMovedAsideComesBack() throws IOException {
    write("old");
    Files.move(target(), home.resolve(".model.1x2y3z.old"));
    AtomicFolder.recover(target());
    assertThat(target().resolve("config.json")).hasContent("old");
    assertThat(entries()).containsExactly("model");
  }

  @Test
  void nothingIsWrittenOutsideOfIt() throws IOException {
    try (AtomicFolder folder = AtomicFolder.create(target(), name -> true)) {
      assertThatThrownBy(() -> folder.write("../other", bytes("x")))
          .isInstanceOf(CheckpointException.class);
    }
    assertThat(entries()).isEmpty();
  }
}
