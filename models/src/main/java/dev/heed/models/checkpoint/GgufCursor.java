package dev.heed.models.checkpoint;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** Walks through the header of a GGUF file; each step is checked against the end of the file. */
final class GgufCursor {
  private final MemorySegment file;
  private final String origin;

  /** What is being read, for error texts. */
  private String part = "the header";

  private long at;

  GgufCursor(MemorySegment file, String origin) {
    this.file = file;
    this.origin = origin;
  }

  /** Names what is read from here on. */
  void enter(String what) {
    part = what;
  }

  /** Bytes behind the cursor. */
  long position() {
    return at;
  }

  /** Bytes before the cursor. */
  long left() {
    return file.byteSize() - at;
  }

  int number() {
    return slice(Integer.BYTES).get(Elements.INT, 0);
  }

  long offset() {
    return slice(Long.BYTES).get(Elements.LONG, 0);
  }

  /**
   * A count of things that take at least so many bytes each, so that a count which the file cannot
   * hold is seen before anything is done for it.
   */
  long count(String things, long bytesEach) {
    long count = offset();
    if (count < 0 || count > left() / bytesEach) {
      throw failure(
          "%s should hold %s %s of at least %,d bytes; the file has %,d left. Was its download cut off?"
              .formatted(part, Long.toUnsignedString(count), things, bytesEach, left()));
    }
    return count;
  }

  /** A text of at most so many bytes. */
  String text(String what, int longest) {
    long length = count("bytes of " + what, 1);
    if (length > longest) {
      throw failure(
          "%s has %s of %,d bytes; expected at most %,d".formatted(part, what, length, longest));
    }
    return new String(slice(length).toArray(JAVA_BYTE), StandardCharsets.UTF_8);
  }

  /** The next bytes, as a part of the file. */
  MemorySegment slice(long bytes) {
    if (bytes > left()) {
      throw failure(
          "%s should go on for %,d bytes at byte %,d; the file has %,d in all. Was its download cut off?"
              .formatted(part, bytes, at, file.byteSize()));
    }
    MemorySegment slice = file.asSlice(at, bytes);
    at += bytes;
    return slice;
  }

  /** Steps over the texts of an array and returns them all, with their lengths. */
  MemorySegment texts(long count) {
    long begin = at;
    for (long i = 0; i < count; i++) {
      // Not through slice(): a vocabulary has hundreds of thousands.
      long length = left() < Long.BYTES ? -1 : file.get(Elements.LONG, at);
      if (length < 0 || length > left() - Long.BYTES) {
        throw failure(
            "%s: text %,d of %,d begins at byte %,d and would end behind the %,d of the file. Was its download cut off?"
                .formatted(part, i, count, at, file.byteSize()));
      }
      at += Long.BYTES + length;
    }
    return file.asSlice(begin, at - begin);
  }

  CheckpointException failure(String what) {
    return new CheckpointException(origin + ": " + what);
  }
}
