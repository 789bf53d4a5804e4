package dev.heed.models.checkpoint;

import static dev.heed.models.checkpoint.ProtobufReader.DELIMITED;
import static dev.heed.models.checkpoint.ProtobufReader.VARINT;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads one TensorProto. Its elements are raw bytes (a slice of the file), lists of numbers
 * (float_data and its like), or lie in another file.
 */
final class OnnxTensorParser {
  private static final int DIMS = 1 << 3 | VARINT;
  private static final int DIMS_PACKED = 1 << 3 | DELIMITED;
  private static final int DATA_TYPE = 2 << 3 | VARINT;
  private static final int SEGMENT = 3 << 3 | DELIMITED;
  private static final int NAME = 8 << 3 | DELIMITED;
  private static final int RAW = 9 << 3 | DELIMITED;
  private static final int EXTERNAL = 13 << 3 | DELIMITED;
  private static final int LOCATION = 14 << 3 | VARINT;

  private static final int ENTRY_KEY = 1 << 3 | DELIMITED;
  private static final int ENTRY_VALUE = 2 << 3 | DELIMITED;

  private final String origin;
  private final ProtobufReader in;
  private final ExternalData external;
  private final OnnxNumbers numbers;

  OnnxTensorParser(String origin, long fileSize, ProtobufReader in, ExternalData external) {
    this.origin = origin;
    this.in = in;
    this.external = external;
    this.numbers = new OnnxNumbers(fileSize);
  }

  /** What the fields of one tensor said. */
  private static final class Fields {
    private String name;
    private final List<Long> dims = new ArrayList<>(2);
    private long dataType;
    private long location;
    private @Nullable MemorySegment raw;
    private final Map<OnnxNumbers.Kind, List<MemorySegment>> lists =
        new EnumMap<>(OnnxNumbers.Kind.class);
    private final Map<String, String> external = new HashMap<>(0);

    private Fields(String name) {
      this.name = name;
    }
  }

  /**
   * The tensor that begins at the reader.
   *
   * @param name what it is called where the file gives it no name
   */
  StoredTensor tensor(String name) throws IOException {
    Fields fields = new Fields(name);
    in.message(tag -> field(tag, fields));
    FileDType dtype = dtype(fields);
    OptionalLong bytes = Shapes.bytes(fields.dims, dtype);
    if (bytes.isEmpty() || fields.dims.size() > Shapes.MAX_RANK) {
      throw failure(
          fields,
          "has shape %s; expected at most %d sizes of 0 or more, and below 2^63 bytes"
              .formatted(fields.dims, Shapes.MAX_RANK));
    }
    MemorySegment data = data(fields, dtype, bytes.getAsLong());
    if (data.byteSize() != bytes.getAsLong()) {
      throw failure(
          fields,
          "%s %s needs %,d bytes; the file has %,d for it"
              .formatted(dtype, fields.dims, bytes.getAsLong(), data.byteSize()));
    }
    return StoredTensor.plain(origin, fields.name, dtype, fields.dims, data);
  }

  private void field(int tag, Fields fields) throws IOException {
    switch (tag) {
      case DIMS -> fields.dims.add(in.varint());
      case DIMS_PACKED -> in.packed(fields.dims::add);
      case DATA_TYPE -> fields.dataType = in.varint();
      case NAME -> fields.name = in.text();
      case RAW -> {
        if (fields.raw != null) {
          throw failure(fields, "has its raw elements twice; expected them once");
        }
        fields.raw = in.bytes();
      }
      case EXTERNAL -> entry(fields.external);
      case LOCATION -> fields.location = in.varint();
      case SEGMENT -> throw failure(fields, "is cut into segments, which no program writes");
      default -> {
        Optional<OnnxNumbers.Kind> kind = OnnxNumbers.Kind.of(tag);
        if (kind.isPresent()) {
          MemorySegment piece = (tag & 7) == DELIMITED ? in.bytes() : in.scalar(tag);
          fields.lists.computeIfAbsent(kind.get(), list -> new ArrayList<>(1)).add(piece);
        } else {
          in.skip(tag);
        }
      }
    }
  }

  /** A StringStringEntryProto, put into the map. */
  void entry(Map<String, String> into) throws IOException {
    String[] entry = {"", ""};
    in.message(tag -> {
      switch (tag) {
        case ENTRY_KEY -> entry[0] = in.text();
        case ENTRY_VALUE -> entry[1] = in.text();
        default -> in.skip(tag);
      }
    });
    into.put(entry[0], entry[1]);
  }

  private FileDType dtype(Fields fields) {
    return switch (Math.clamp(fields.dataType, 0, 99)) {
      case 1 -> FileDType.F32;
      case 2 -> FileDType.U8;
      case 3 -> FileDType.I8;
      case 4 -> FileDType.U16;
      case 5 -> FileDType.I16;
      case 6 -> FileDType.I32;
      case 7 -> FileDType.I64;
      case 9 -> FileDType.BOOL;
      case 10 -> FileDType.F16;
      case 11 -> FileDType.F64;
      case 12 -> FileDType.U32;
      case 13 -> FileDType.U64;
      case 16 -> FileDType.BF16;
      default ->
          throw failure(
              fields,
              "has ONNX data type %d; expected one that stands for %s"
                  .formatted(fields.dataType, FileDType.list()));
    };
  }

  private MemorySegment data(Fields fields, FileDType dtype, long bytes) throws IOException {
    MemorySegment raw = fields.raw;
    int places = (raw == null ? 0 : 1) + fields.lists.size() + (fields.location == 1 ? 1 : 0);
    if (places == 0 && bytes == 0) {
      return MemorySegment.ofArray(new byte[0]);
    }
    if (places != 1) {
      throw failure(fields, "has its elements in %d places; expected one".formatted(places));
    }
    if (fields.location == 1) {
      return external.slice(fields.name, fields.external);
    }
    if (raw != null) {
      return raw;
    }
    Map.Entry<OnnxNumbers.Kind, List<MemorySegment>> list =
        fields.lists.entrySet().iterator().next();
    if (!list.getKey().holds(dtype)) {
      throw failure(fields, "holds %s in %s".formatted(dtype, list.getKey()));
    }
    try {
      return numbers.decode(list.getKey(), list.getValue(), dtype, bytes);
    } catch (ArithmeticException e) {
      throw failure(fields, "%s %s: %s".formatted(dtype, fields.dims, e.getMessage()));
    }
  }

  private CheckpointException failure(Fields fields, String what) {
    return new CheckpointException("%s: tensor '%s' %s".formatted(origin, fields.name, what));
  }
}
