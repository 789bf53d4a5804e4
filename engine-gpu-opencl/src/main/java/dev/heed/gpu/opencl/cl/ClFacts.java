package dev.heed.gpu.opencl.cl;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** What OpenCL tells of a platform or device, out of the bytes that it gives. */
final class ClFacts {
  private ClFacts() {}

  /** A number of 1 to 8 bytes, as long as this machine writes it. */
  static long number(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    return switch (bytes.length) {
      case Integer.BYTES -> Integer.toUnsignedLong(buffer.getInt());
      case Long.BYTES -> buffer.getLong();
      default -> throw new IllegalStateException(bytes.length + " bytes are no number");
    };
  }

  /** Text without its closing zero, and without blanks round it. */
  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8).replace("\0", "").strip();
  }
}
