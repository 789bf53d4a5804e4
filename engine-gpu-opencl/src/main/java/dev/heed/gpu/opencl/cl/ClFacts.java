package dev.heed.gpu.opencl.cl;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jocl.CL;

/** What OpenCL tells of a platform or device, out of the bytes that it gives. */
final class ClFacts {
  private ClFacts() {}

  /** A number of 1 to 8 bytes, as long as this machine writes it. */
  static long number(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    return switch (bytes.length) {
      case Integer.BYTES -> Integer.toUnsignedLong(buffer.getInt());
      case Long.BYTES -> buffer.getLong();
      default ->
          throw new ClError(
              "a query for a number, with %d bytes,".formatted(bytes.length), CL.CL_INVALID_VALUE);
    };
  }

  /** Text without its closing zero, and without blanks round it. */
  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8).replace("\0", "").strip();
  }
}
