package dev.heed.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void write() {
    file = folder.resolve("model.safetensors");
    new SafetensorsWriter()
        .add("bert.encoder.layer.0.output.dense.weight", new float[] {1, 2, 3, 4, 5, 6}, 2, 3)
        .add("bert.pooler.dense.bias", new float[] {7}, 1)
        .metadata("format", "pt")
        .write(file);
  }

  @Test
  void saysWhatIsInTheFile() {
    try (Checkpoint checkpoint = SafetensorsFile.open(file)) {
      assertThat(checkpoint.origin()).isEqualTo(file.toString());
      assertThat(checkpoint.names())
          .containsExactly("bert.encoder.layer.0.output.dense.weight", "bert.pooler.dense.bias");
      assertThat(checkpoint.metadata()).isEqualTo(Map.of("format", "pt"));
      assertThat(checkpoint.bytes()).isEqualTo(28);
    }
  }

  @Test
  void anAbsentNameIsAnsweredWithANearOne() {
    try (Checkpoint checkpoint = SafetensorsFile.open(file)) {
      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(() -> checkpoint.tensor("pooler.dense.bias"))
          .withMessage(
              file + ": no tensor is named 'pooler.dense.bias'; there is 'bert.pooler.dense.bias'");
    }
  }

  @Test
  void anotherShapeThanExpectedIsRefused() {
    try (Checkpoint checkpoint = SafetensorsFile.open(file)) {
      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(() -> checkpoint.tensor("bert.pooler.dense.bias", 2))
          .withMessage(file + ": tensor 'bert.pooler.dense.bias' has shape [1]; expected [2]");
    }
  }

  @Test
  void tensorsMayBeginAtAnyByte() throws IOException {
    String header = "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";
    assertThat(header.length() % 4).isNotZero();
    Files.write(file, SafetensorsBytes.file(header, 8));
    try (Checkpoint checkpoint = SafetensorsFile.open(file)) {
      // Bytes 0, 1, … 7, little-endian.
      assertThat(checkpoint.tensor("a").toFloats())
          .containsExactly(Float.intBitsToFloat(0x03020100), Float.intBitsToFloat(0x07060504));
    }
  }

  @Test
  void aClosedCheckpointSaysSo() {
    Checkpoint checkpoint = SafetensorsFile.open(file);
    StoredTensor tensor = checkpoint.tensor("bert.pooler.dense.bias");
    checkpoint.close();
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> checkpoint.tensor("bert.pooler.dense.bias"))
        .withMessage(file + ": the checkpoint is closed; open it again to read it");
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(tensor::toFloats)
        .withMessage(
            file + ": tensor 'bert.pooler.dense.bias' cannot be read: its checkpoint is closed");
  }

  @Test
  void aSecondCloseDoesNothing() {
    Checkpoint checkpoint = SafetensorsFile.open(file);
    checkpoint.close();
    checkpoint.close();
  }

  @Test
  void closingUnmapsTheFile() throws IOException {
    assumeTrue(Files.exists(Path.of("/proc/self/maps")), "skipped: no /proc/self/maps");
    try (Checkpoint checkpoint = SafetensorsFile.open(file)) {
      assertThat(checkpoint.tensor("bert.pooler.dense.bias").toFloats()).containsExactly(7);
      assertThat(mappings()).isPositive();
    }
    assertThat(mappings()).isZero();
  }

  @Test
  void aFileThatIsRefusedIsUnmapped() throws IOException {
    assumeTrue(Files.exists(Path.of("/proc/self/maps")), "skipped: no /proc/self/maps");
    try (RandomAccessFile end = new RandomAccessFile(file.toFile(), "rw")) {
      end.setLength(end.length() - 1);
    }
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> SafetensorsFile.open(file));
    assertThat(mappings()).isZero();
  }

  @Test
  void aFileThatShrinksWhileItIsOpenIsAnErrorAndNoCrash() throws IOException {
    int n = 1 << 20;
    new SafetensorsWriter().add("w", new float[n], n).write(file);
    try (Checkpoint checkpoint = SafetensorsFile.open(file)) {
      try (RandomAccessFile end = new RandomAccessFile(file.toFile(), "rw")) {
        end.setLength(4096);
      }
      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(() -> checkpoint.tensor("w").toFloats())
          .withMessage(
              file
                  + ": tensor 'w' cannot be read: the file was shortened or lost while it was"
                  + " open");
    }
  }

  @Test
  void readersInOtherThreadsEndWithAnErrorWhenItIsClosed() throws Exception {
    int n = 1 << 22;
    new SafetensorsWriter().add("w", new float[n], n).write(file);
    Checkpoint checkpoint = SafetensorsFile.open(file);
    StoredTensor tensor = checkpoint.tensor("w");
    try (ExecutorService readers = Executors.newFixedThreadPool(2)) {
      List<Future<String>> ends =
          List.of(
              readers.submit(() -> readUntilClosed(tensor)),
              readers.submit(() -> readUntilClosed(tensor)));
      Thread.sleep(20);
      checkpoint.close();
      for (Future<String> end : ends) {
        assertThat(end.get()).endsWith("tensor 'w' cannot be read: its checkpoint is closed");
      }
    }
  }

  private static String readUntilClosed(StoredTensor tensor) {
    float[] into = new float[Math.toIntExact(tensor.elements())];
    while (true) {
      try {
        tensor.readRows(0, tensor.rows(), into, 0);
      } catch (CheckpointException e) {
        return e.toString();
      }
    }
  }

  @Test
  void aFolderIsNoFile() {
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> SafetensorsFile.open(folder))
        .withMessage(folder + ": is a folder; expected a file");
  }

  @Test
  void anAbsentFileIsNamed() {
    Path absent = folder.resolve("absent.safetensors");
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> SafetensorsFile.open(absent))
        .withMessage(absent + ": there is no such file");
  }

  @Test
  void aFileWithoutPermissionIsNamed() throws IOException {
    assumeTrue(
        Files.getFileStore(file).supportsFileAttributeView("posix"),
        "skipped: no POSIX permissions");
    Files.setPosixFilePermissions(file, java.util.Set.of());
    assumeFalse(Files.isReadable(file), "skipped: this user (root?) reads everything");
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> SafetensorsFile.open(file))
        .withMessage(file + ": no permission to read this file");
  }

  @Test
  void aDeviceIsNoFile() {
    Path device = Path.of("/dev/zero");
    assumeTrue(Files.exists(device), "skipped: no /dev/zero");
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> SafetensorsFile.open(device))
        .withMessage("/dev/zero: is neither a file nor a link to one");
  }

  @Test
  void aLargeSparseFileIsMappedNotRead() throws IOException {
    // 9 GiB of zeros that take no space on the disk: past every limit of an int.
    long elements = 9L << 28;
    String header =
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[%d,1024],\"data_offsets\":[0,%d]}}"
            .formatted(elements >> 10, elements * 4);
    byte[] start = SafetensorsBytes.file(header, 0);
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(0);
      sparse.write(start);
      sparse.setLength(start.length + elements * 4);
      sparse.seek(start.length + elements * 4 - 4);
      sparse.write(new byte[] {0, 0, (byte) 0x80, 0x3f});
    }
    try (Checkpoint checkpoint = SafetensorsFile.open(file)) {
      StoredTensor tensor = checkpoint.tensor("w");
      float[] last = new float[1024];
      tensor.readRows(tensor.rows() - 1, 1, last, 0);
      assertThat(last[1023]).isEqualTo(1);
      assertThat(last[1022]).isZero();
      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(tensor::toFloats)
          .withMessageContaining("more than a Java array holds");
    }
  }

  private long mappings() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/maps")).stream()
        .filter(line -> line.endsWith(file.toString()))
        .count();
  }
}
