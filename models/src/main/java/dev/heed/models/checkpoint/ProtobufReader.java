package dev.heed.models.checkpoint;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * Fields of protobuf messages over a segment, without generated classes: bytes come as slices of
 * the segment, and the memory that a file's structure may take is bounded.
 *
 * <p>Tags are compared whole (number and wire type): a field with another wire type than it should
 * have is unknown, and unknown fields are passed over.
 */
final class ProtobufReader {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int DELIMITED = 2;
  static final int FIXED32 = 5;

  /** Heap that the description of a model may take; a graph of 100,000 nodes needs some 100 MB. */
  private static final long MAX_STRUCTURE = 256L << 20;

  /**
   * What a text or a slice costs beside its content: itself, and its places in lists and tables.
   */
  private static final long OBJECT = 128;

  /** What a number in a list costs. */
  private static final long NUMBER = 24;

  /** What a message costs while it is read, with its lists. */
  private static final long MESSAGE = 256;

  private final MemorySegment segment;
  private final CodedInputStream in;
  private long structureLeft = MAX_STRUCTURE;

  ProtobufReader(MemorySegment segment) {
    this.segment = segment;
    this.in = CodedInputStream.newInstance(new SegmentInputStream(segment));
  }

  /** Handles one field: reads its value, or passes it on to {@link #skip}. */
  interface Field {
    void read(int tag) throws IOException;
  }

  /** All fields up to the end of the input. */
  void fields(Field field) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      field.read(tag);
    }
  }

  /** The fields of an embedded message. */
  void message(Field field) throws IOException {
    charge(MESSAGE);
    int outer = in.pushLimit(in.readRawVarint32());
    fields(field);
    leave(outer);
  }

  void skip(int tag) throws IOException {
    if (!in.skipField(tag)) {
      throw new InvalidProtocolBufferException("a group ends that never began");
    }
  }

  /** A field's bytes, as a slice of the file. */
  MemorySegment bytes() throws IOException {
    charge(OBJECT);
    int length = in.readRawVarint32();
    long at = in.getTotalBytesRead();
    in.skipRawBytes(length);
    return segment.asSlice(at, length);
  }

  /** The encoded value of a scalar field, as a slice of the file. */
  MemorySegment scalar(int tag) throws IOException {
    charge(OBJECT);
    long at = in.getTotalBytesRead();
    skip(tag);
    return segment.asSlice(at, in.getTotalBytesRead() - at);
  }

  String text() throws IOException {
    MemorySegment bytes = bytes();
    charge(bytes.byteSize());
    return new String(bytes.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
  }

  long varint() throws IOException {
    charge(NUMBER);
    return in.readInt64();
  }

  float fixed32() throws IOException {
    return in.readFloat();
  }

  /** Hands on each varint of a packed field. */
  void packed(LongSink sink) throws IOException {
    int outer = in.pushLimit(in.readRawVarint32());
    while (!in.isAtEnd()) {
      sink.accept(varint());
    }
    leave(outer);
  }

  /** The end of the file looks like the end of a message, and is not. */
  private void leave(int outer) throws IOException {
    if (in.getBytesUntilLimit() != 0) {
      throw new InvalidProtocolBufferException(
          "the file ends %,d bytes before a message in it does".formatted(in.getBytesUntilLimit()));
    }
    in.popLimit(outer);
  }

  /** Takes one number. */
  interface LongSink {
    void accept(long value);
  }

  private void charge(long bytes) throws IOException {
    structureLeft -= bytes;
    if (structureLeft < 0) {
      throw new InvalidProtocolBufferException(
          "the description of the graph takes more than %,d bytes".formatted(MAX_STRUCTURE));
    }
  }
}
