package dev.heed.models.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes safetensors files by hand, right ones and wrong ones. */
final class SafetensorsBytes {
  private SafetensorsBytes() {}

  /** A file of that header text and so many bytes of data: 0, 1, 2, … */
  static byte[] file(String header, int data) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return file(json.length, json, data);
  }

  /** A file that claims a header of {@code length} bytes. */
  static byte[] file(long length, byte[] header, int data) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Long.BYTES + header.length + data).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(length).put(header);
    for (int i = 0; i < data; i++) {
      bytes.put((byte) i);
    }
    return bytes.array();
  }

  static Path write(Path folder, byte[] bytes) {
    try {
      return Files.write(folder.resolve("model.safetensors"), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
