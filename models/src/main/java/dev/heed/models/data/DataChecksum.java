package dev.heed.models.data;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Tells data from other data: a sum over all that was added, in that order. */
public final class DataChecksum {
  private final CRC32C sum = new CRC32C();

  /** Of nothing yet. */
  public DataChecksum() {}

  /** Numbers, texts, lists and records of them, and arrays of these, by what they hold. */
  public DataChecksum add(Object value) {
    sum.update(Arrays.deepToString(new Object[] {value}).getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** Eight hexadecimal digits. */
  @Override
  public String toString() {
    return "%08x".formatted(sum.getValue());
  }
}
