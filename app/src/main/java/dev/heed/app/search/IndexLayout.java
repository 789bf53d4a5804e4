package dev.heed.app.search;

import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * An index file: a header of 128 bytes, then {@code count} vectors as F32 of length 1, then as many
 * entries, then the texts. Everything is little-endian.
 *
 * <pre>
 *   header  0 magic · 8 dimension (int) · 12 checksum of all after the header (int) · 16 count (long)
 *           24 key (32 bytes) · 56 bytes of the file (long) · 64 zeros · 124 checksum of these 124
 *   entry   0 line (long) · 8 offset of the text among the texts (long) · 16 its bytes (int) · 20 zero
 * </pre>
 *
 * <p>Checksums are CRC-32C. They find what a disk or a hurried copy does to a file; nobody is kept
 * from writing a false index on purpose, so every offset is checked nevertheless.
 *
 * @param dimension of a vector, at least 1
 * @param count of vectors and entries
 */
record IndexLayout(int dimension, long count) {
  static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** "HEEDIDX1"; another version gets another number. */
  static final long MAGIC = 0x3158_4449_4445_4548L;

  static final int HEADER = 128;
  static final int HEADER_CHECKED = 124;
  static final int DIMENSION_AT = 8;
  static final int BODY_CHECKSUM_AT = 12;
  static final int COUNT_AT = 16;
  static final int KEY_AT = 24;
  static final int FILE_BYTES_AT = 56;
  static final int ENTRY = 24;

  /**
   * Where the entries begin.
   *
   * @throws ArithmeticException if no file can be that large
   */
  long entriesAt() {
    return Math.addExact(HEADER, Math.multiplyExact(count, (long) dimension * Float.BYTES));
  }

  /**
   * Where the texts begin.
   *
   * @throws ArithmeticException if no file can be that large
   */
  long textsAt() {
    return Math.addExact(entriesAt(), Math.multiplyExact(count, ENTRY));
  }

  /** The header of a file whose body is known. */
  ByteBuffer header(IndexKey key, long fileBytes, int bodyChecksum) {
    ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(0, MAGIC);
    header.putInt(DIMENSION_AT, dimension);
    header.putInt(BODY_CHECKSUM_AT, bodyChecksum);
    header.putLong(COUNT_AT, count);
    header.put(KEY_AT, key.bytes());
    header.putLong(FILE_BYTES_AT, fileBytes);
    header.putInt(HEADER_CHECKED, checksum(header.duplicate().limit(HEADER_CHECKED)));
    return header;
  }

  /** CRC-32C of what remains. */
  static int checksum(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
