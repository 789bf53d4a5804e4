package dev.heed.models.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever fails while a model is opened, none of its files stays mapped. */
class UnmappingTest {
  @TempDir Path folder;

  @BeforeEach
  void linuxTells() {
    assumeTrue(Files.exists(MappedFiles.MAPS), "skipped: no /proc/self/maps");
  }

  @AfterEach
  void nothingStaysMapped() throws IOException {
    assertThat(MappedFiles.below(folder)).isEmpty();
  }

  private Path write(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  @Test
  void anOpenFileIsMapped() throws IOException {
    Path file = write("model.onnx", OnnxExports.file("bert-eager-17"));
    try (OnnxModel model = OnnxModel.open(file)) {
      assertThat(MappedFiles.below(folder)).contains(model.origin());
    }
  }

  @Test
  void ofAModelInSeveralFilesOneIsDamaged() throws IOException {
    new SafetensorsWriter().add("a", new float[] {1}, 1).write(folder.resolve("1.safetensors"));
    write("2.safetensors", new byte[3]);
    Path index =
        write(
            "model.safetensors.index.json",
            "{\"weight_map\":{\"a\":\"1.safetensors\",\"b\":\"2.safetensors\"}}".getBytes(UTF_8));
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> ShardIndex.open(index))
        .withMessageContaining("2.safetensors: has 3 bytes");
  }

  @Test
  void anOnnxFileIsCutOff() throws IOException {
    byte[] whole = OnnxExports.file("bert-eager-17");
    Path file = write("model.onnx", Arrays.copyOf(whole, whole.length / 2));
    assertThatExceptionOfType(CheckpointException.class).isThrownBy(() -> OnnxModel.open(file));
  }

  @Test
  void anOnnxFileIsNoEncoder() throws IOException {
    Path file = write("model.onnx", new OnnxBytes().message(7, new OnnxBytes()).array());
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> OnnxEncoder.open(file))
        .withMessageContaining("expected one to be hidden states");
  }

  @Test
  void theConfigurationOfAnOnnxFileIsBroken() throws IOException {
    write("model.onnx", OnnxExports.file("bert-eager-17"));
    write("config.json", "[]".getBytes(UTF_8));
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> ModelFiles.open(folder))
        .withMessageContaining("config.json: expected a JSON object");
  }

  @Test
  void memoryRunsOut() throws IOException {
    Path file = write("model", new byte[8]);
    Memory memory = new Memory();
    assertThatExceptionOfType(OutOfMemoryError.class)
        .isThrownBy(() ->
            memory.orClose(
                "model",
                () -> {
                  memory.map(file);
                  throw new OutOfMemoryError("of a test");
                }));
    assertThat(memory.isOpen()).isFalse();
  }

  @Test
  void theFileShrinksWhileItsHeaderIsRead() throws IOException {
    String header = "{\"__metadata__\":{\"a\":\"" + "x".repeat(1 << 20) + "\"}}";
    Path file = write("model.safetensors", SafetensorsBytes.file(header, 0));
    Memory memory = new Memory();
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() ->
            memory.orClose(
                "model",
                () -> {
                  MemorySegment mapped = memory.map(file);
                  shorten(file);
                  return SafetensorsHeader.parse(mapped, "model");
                }))
        .withMessage("model: was shortened or lost while it was read");
  }

  private static void shorten(Path file) {
    try (RandomAccessFile end = new RandomAccessFile(file.toFile(), "rw")) {
      end.setLength(4096);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
