package dev.heed.models.checkpoint;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The JSON header of a safetensors file: eight bytes of length, then an object with one entry for
 * each tensor.
 *
 * <p>It is parsed as a stream, so that a hostile header costs no more memory than the tensors it
 * describes. Unknown fields of an entry are passed over, as the reference implementation does;
 * everything else is checked.
 *
 * @see <a href="https://github.com/huggingface/safetensors#format">the format</a>
 */
final class SafetensorsHeader {
  /** The limit of the reference implementation. */
  static final long MAX_HEADER = 100_000_000;

  /**
   * More than any published model has in one file by a factor of five; each costs some 400 bytes of
   * heap.
   */
  static final int MAX_TENSORS = 500_000;

  /** Programs write a handful; each costs some 200 bytes of heap. */
  static final int MAX_METADATA = 100_000;

  private static final String METADATA = "__metadata__";

  private final String origin;
  private final MemorySegment body;
  private final JsonParser json;
  private final LinkedHashMap<String, StoredTensor> tensors = new LinkedHashMap<>();
  private @Nullable Map<String, String> metadata;

  private SafetensorsHeader(String origin, JsonParser json, MemorySegment body) {
    this.origin = origin;
    this.json = json;
    this.body = body;
  }

  /**
   * Parses and checks a whole file.
   *
   * @throws CheckpointException if it is no complete and consistent safetensors file
   */
  static SafetensorsHeader parse(MemorySegment file, String origin) {
    long size = file.byteSize();
    if (size < Long.BYTES) {
      throw new CheckpointException(
          "%s: has %,d bytes; a safetensors file has at least 8. Was its download cut off?"
              .formatted(origin, size));
    }
    long length = file.get(Elements.LONG, 0);
    if (length < 0 || length > MAX_HEADER) {
      throw new CheckpointException(
          "%s: begins with a header length of %s; expected at most %,d. Is it a safetensors file?"
              .formatted(origin, Long.toUnsignedString(length), MAX_HEADER));
    }
    if (length > size - Long.BYTES) {
      throw new CheckpointException(
          "%s: the header should have %,d bytes, the file has %,d in all. Was its download cut off?"
              .formatted(origin, length, size));
    }
    MemorySegment header = file.asSlice(Long.BYTES, length);
    MemorySegment body = file.asSlice(Long.BYTES + length);
    if (length == 0 || header.get(ValueLayout.JAVA_BYTE, 0) != '{') {
      throw new CheckpointException(
          "%s: the header of %,d bytes does not begin with '{'. Is it a safetensors file?"
              .formatted(origin, length));
    }
    try (JsonParser json = Json.parser(header)) {
      SafetensorsHeader parsed = new SafetensorsHeader(origin, json, body);
      parsed.object();
      SafetensorsLayout.check(parsed.tensors.values(), body, origin);
      return parsed;
    } catch (JacksonException e) {
      throw new CheckpointException(
          "%s: the header is not the JSON of a safetensors file: %s"
              .formatted(origin, e.getOriginalMessage()),
          e);
    }
  }

  /** The tensors, in the order of the header. */
  List<StoredTensor> tensors() {
    return List.copyOf(tensors.values());
  }

  Optional<StoredTensor> find(String name) {
    return Optional.ofNullable(tensors.get(name));
  }

  Map<String, String> metadata() {
    return metadata == null ? Map.of() : metadata;
  }

  private void object() {
    expect(json.nextToken(), JsonToken.START_OBJECT, "the header");
    for (Optional<String> key = key(); key.isPresent(); key = key()) {
      if (key.get().equals(METADATA)) {
        readMetadata();
      } else {
        readTensor(key.get());
      }
    }
    if (json.nextToken() != null) {
      throw failure("the header goes on after its JSON object");
    }
  }

  private void readMetadata() {
    if (metadata != null) {
      throw failure("'%s' stands twice in the header".formatted(METADATA));
    }
    Map<String, String> read = new LinkedHashMap<>();
    metadata = read;
    JsonToken token = json.nextToken();
    if (token == JsonToken.VALUE_NULL) {
      return;
    }
    expect(token, JsonToken.START_OBJECT, METADATA);
    for (Optional<String> key = key(); key.isPresent(); key = key()) {
      expect(json.nextToken(), JsonToken.VALUE_STRING, METADATA + "." + key.get());
      if (read.size() == MAX_METADATA) {
        throw failure("'%s' has more than %,d entries".formatted(METADATA, MAX_METADATA));
      }
      if (read.putIfAbsent(key.get(), json.getString()) != null) {
        throw failure("'%s' stands twice in '%s'".formatted(key.get(), METADATA));
      }
    }
  }

  private void readTensor(String name) {
    if (tensors.size() == MAX_TENSORS) {
      throw failure("the header names more than %,d tensors".formatted(MAX_TENSORS));
    }
    expect(json.nextToken(), JsonToken.START_OBJECT, "tensor '" + name + "'");
    FileDType dtype = null;
    List<Long> shape = null;
    List<Long> offsets = null;
    for (Optional<String> key = key(); key.isPresent(); key = key()) {
      switch (key.get()) {
        case "dtype" -> dtype = once(dtype, dtype(name), name, "dtype");
        case "shape" -> shape = once(shape, sizes(name, "shape", Shapes.MAX_RANK), name, "shape");
        case "data_offsets" ->
            offsets = once(offsets, sizes(name, "data_offsets", 2), name, "data_offsets");
        default -> {
          json.nextToken();
          json.skipChildren();
        }
      }
    }
    if (dtype == null || shape == null || offsets == null || offsets.size() != 2) {
      throw failure(
          "tensor '%s' has dtype %s, shape %s and data_offsets %s; expected all three, and two offsets"
              .formatted(name, dtype, shape, offsets));
    }
    StoredTensor tensor =
        StoredTensor.plain(origin, name, dtype, shape, slice(name, dtype, shape, offsets));
    if (tensors.put(name, tensor) != null) {
      throw failure("tensor '%s' stands twice in the header".formatted(name));
    }
  }

  private <T> T once(@Nullable T before, T value, String name, String field) {
    if (before != null) {
      throw failure("tensor '%s' has two fields '%s'".formatted(name, field));
    }
    return value;
  }

  private FileDType dtype(String name) {
    expect(json.nextToken(), JsonToken.VALUE_STRING, "the dtype of tensor '" + name + "'");
    String dtype = json.getString();
    return FileDType.named(dtype)
        .orElseThrow(() ->
            failure(
                "tensor '%s' has dtype %s; expected one of %s"
                    .formatted(name, dtype, FileDType.list())));
  }

  private List<Long> sizes(String name, String field, int most) {
    String what = "'%s' of tensor '%s'".formatted(field, name);
    expect(json.nextToken(), JsonToken.START_ARRAY, what);
    List<Long> sizes = new ArrayList<>(4);
    for (JsonToken token = json.nextToken();
        token != JsonToken.END_ARRAY;
        token = json.nextToken()) {
      expect(token, JsonToken.VALUE_NUMBER_INT, what);
      if (json.getNumberType() == JsonParser.NumberType.BIG_INTEGER || json.getLongValue() < 0) {
        throw failure(
            "%s has the number %s; expected 0 to 2^63 - 1".formatted(what, json.getString()));
      }
      if (sizes.size() == most) {
        throw failure("%s has more than %d numbers".formatted(what, most));
      }
      sizes.add(json.getLongValue());
    }
    return sizes;
  }

  private MemorySegment slice(String name, FileDType dtype, List<Long> shape, List<Long> offsets) {
    long begin = offsets.get(0);
    long end = offsets.get(1);
    OptionalLong bytes = Shapes.bytes(shape, dtype);
    if (bytes.isEmpty()) {
      throw failure("tensor '%s' %s %s is larger than 2^63 bytes".formatted(name, dtype, shape));
    }
    if (begin > end || end - begin != bytes.getAsLong()) {
      throw failure(
          "tensor '%s' %s %s needs %,d bytes; its data_offsets are [%d, %d]"
              .formatted(name, dtype, shape, bytes.getAsLong(), begin, end));
    }
    if (end > body.byteSize()) {
      throw failure(
          "tensor '%s' should end at byte %,d of the data; the file has %,d there. Was its download cut off?"
              .formatted(name, end, body.byteSize()));
    }
    return body.asSlice(begin, end - begin);
  }

  /** The next key of the object, or empty at its end. */
  private Optional<String> key() {
    JsonToken token = json.nextToken();
    if (token == JsonToken.END_OBJECT) {
      return Optional.empty();
    }
    expect(token, JsonToken.PROPERTY_NAME, "the header");
    return Optional.of(json.currentName());
  }

  private void expect(@Nullable JsonToken token, JsonToken expected, String where) {
    if (token != expected) {
      throw failure(
          "%s: found %s; expected %s"
              .formatted(where, token == null ? "the end" : token, expected));
    }
  }

  private CheckpointException failure(String what) {
    return new CheckpointException(origin + ": " + what);
  }
}
