package dev.heed.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsWriterTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("out.safetensors");
  }

  /**
   * All thirteen types, a scalar, an empty tensor, a name that JSON must escape: written by Python.
   */
  private Path reference() throws IOException {
    Path reference = folder.resolve("reference.safetensors");
    try (InputStream in =
        Objects.requireNonNull(
            getClass().getResourceAsStream("/checkpoint/python-0.8.0.safetensors"))) {
      Files.copy(in, reference);
    }
    return reference;
  }

  @Test
  void writesTheBytesThatTheReferenceImplementationWrites() throws IOException {
    Path reference = reference();
    try (Checkpoint read = SafetensorsFile.open(reference)) {
      List<StoredTensor> shuffled = new ArrayList<>(read.tensors());
      Collections.shuffle(shuffled, new Random(7));
      SafetensorsWriter writer = new SafetensorsWriter();
      read.metadata().forEach(writer::metadata);
      shuffled.forEach(writer::add);
      writer.write(file);
    }
    assertThat(file).hasSameBinaryContentAs(reference);
  }

  @Test
  void readsBackWhatWasWritten() {
    float[] values = {1.5f, -0f, Float.NaN, Float.NEGATIVE_INFINITY, Float.MIN_VALUE, 3e38f};
    new SafetensorsWriter().add("w", values, 2, 3).metadata("format", "pt").write(file);
    try (Checkpoint read = SafetensorsFile.open(file)) {
      assertThat(read.tensor("w", 2, 3).toFloats()).containsExactly(values);
      assertThat(read.metadata()).containsExactly(java.util.Map.entry("format", "pt"));
    }
  }

  @Test
  void asksForEachTensorOnlyWhenItsTurnComes() {
    List<String> asked = new ArrayList<>();
    SafetensorsWriter writer = new SafetensorsWriter();
    for (String name : List.of("c", "a", "b")) {
      writer.add(
          name,
          FileDType.U8,
          List.of(2L),
          () -> {
            asked.add(name);
            return MemorySegment.ofArray(new byte[2]);
          });
    }
    assertThat(asked).isEmpty();
    writer.write(file);
    assertThat(asked).containsExactly("a", "b", "c");
  }

  @Test
  void aTensorLargerThanOneWriteComesBackWhole() {
    byte[] data = new byte[(1 << 20) * 2 + 17];
    new Random(3).nextBytes(data);
    new SafetensorsWriter()
        .add("big", FileDType.U8, List.of((long) data.length), () -> MemorySegment.ofArray(data))
        .write(file);
    try (Checkpoint read = SafetensorsFile.open(file)) {
      assertThat(read.tensor("big").data().mismatch(MemorySegment.ofArray(data))).isEqualTo(-1);
    }
  }

  @Test
  void anEmptyFileIsAFile() {
    new SafetensorsWriter().write(file);
    try (Checkpoint read = SafetensorsFile.open(file)) {
      assertThat(read.names()).isEmpty();
    }
  }

  @Test
  void leavesTheOldFileAndNoOtherWhenATensorFails() throws IOException {
    Files.writeString(file, "old");
    SafetensorsWriter writer =
        new SafetensorsWriter()
            .add(
                "w",
                FileDType.F32,
                List.of(2L),
                () -> {
                  throw new IllegalStateException("no memory on the device");
                });
    assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> writer.write(file));
    assertThat(file).hasContent("old");
    assertThat(entries()).containsExactly(file);
  }

  @Test
  void refusesDataOfAnotherSizeThanTheShapes() throws IOException {
    SafetensorsWriter writer =
        new SafetensorsWriter()
            .add("w", FileDType.F32, List.of(2L), () -> MemorySegment.ofArray(new byte[7]));
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> writer.write(file))
        .withMessageContaining("tensor 'w' F32 [2] needs 8 bytes; it is given 7");
    assertThat(entries()).isEmpty();
  }

  @Test
  void refusesAnArrayThatDoesNotFillItsShape() {
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> new SafetensorsWriter().add("w", new float[5], 2, 3))
        .withMessage("tensor 'w' [2, 3] is given 5 elements");
  }

  @Test
  void refusesANameTwice() {
    SafetensorsWriter writer = new SafetensorsWriter().add("w", new float[1], 1);
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> writer.add("w", new float[1], 1))
        .withMessage("tensor 'w' is added a second time");
  }

  @Test
  void refusesTheNameOfTheMetadata() {
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> new SafetensorsWriter().add("__metadata__", new float[1], 1));
  }

  @Test
  void namesTheFolderThatIsAbsent() {
    Path absent = folder.resolve("no/such/folder/out.safetensors");
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> new SafetensorsWriter().write(absent))
        .withMessage("%s: cannot be written: there is no folder '%s'", absent, absent.getParent());
  }

  @Test
  void aCheckpointThatIsOpenKeepsItsOldContent() {
    new SafetensorsWriter().add("w", new float[] {1}, 1).write(file);
    try (Checkpoint old = SafetensorsFile.open(file)) {
      new SafetensorsWriter().add("w", new float[] {2}, 1).write(file);
      assertThat(old.tensor("w").toFloats()).containsExactly(1);
    }
  }

  private List<Path> entries() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.toList();
    }
  }
}
