package dev.heed.models.checkpoint;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.function.Function;

/**
 * What a GGUF file says about its model: values by key, such as {@code llama.block_count} or {@code
 * tokenizer.ggml.tokens}.
 *
 * <p>Values are read from the file when they are asked for, and only until it is closed. An absent
 * key is empty; a value of another type than the one asked for is an error that names both.
 */
public final class GgufMetadata {
  /** The largest vocabularies in use have 262,144 tokens and 514,906 merges. */
  private static final int MOST_ELEMENTS = 8 << 20;

  /** A whole tokenizer.json, which some files carry, has up to 40 MB. */
  private static final long MOST_BYTES = 128 << 20;

  private static final String TOKENIZER = "tokenizer.ggml.model";
  private static final Set<String> NO_TOKENIZER = Set.of("none", "no_vocab");

  private final String origin;
  private final SequencedMap<String, GgufValue> values;

  GgufMetadata(String origin, SequencedMap<String, GgufValue> values) {
    this.origin = origin;
    this.values = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(values));
  }

  /** The file, as it appears in error texts. */
  public String origin() {
    return origin;
  }

  /** The keys, in the order of the file. */
  public SequencedSet<String> keys() {
    return values.sequencedKeySet();
  }

  /** True if the file has that key. */
  public boolean contains(String key) {
    return values.containsKey(key);
  }

  /** True if the file describes a tokenizer; some say that they have none. */
  public boolean hasTokenizer() {
    return contains(TOKENIZER)
        && !(isShortText(TOKENIZER)
            && string(TOKENIZER).filter(NO_TOKENIZER::contains).isPresent());
  }

  /** The type of a value in words, such as {@code UINT32} or {@code an array of 32,000 STRING}. */
  public Optional<String> type(String key) {
    return Optional.ofNullable(values.get(key)).map(GgufValue::description);
  }

  /** True for a text that fits on a page. */
  boolean isShortText(String key) {
    GgufValue value = values.get(key);
    return value != null
        && value.type() == GgufType.STRING
        && !value.array()
        && value.bytes().byteSize() <= 4096;
  }

  /**
   * A text. Bytes that are no UTF-8 are read as U+FFFD.
   *
   * @throws CheckpointException if it is none, or longer than 128 MiB, or the file is closed
   */
  public Optional<String> string(String key) {
    return read(
        key,
        "a STRING",
        value -> !value.array() && value.type() == GgufType.STRING,
        value -> {
          check(value);
          return value.text();
        });
  }

  /**
   * An integer of any width.
   *
   * @throws CheckpointException if it is none, or does not fit a long, or the file is closed
   */
  public OptionalLong integer(String key) {
    Optional<Long> read =
        read(
            key,
            "an integer",
            value -> !value.array() && value.type().isInteger(),
            value -> value.integer(0));
    return read.map(OptionalLong::of).orElseGet(OptionalLong::empty);
  }

  /**
   * A number, integer or not. A FLOAT32 comes as the shortest decimal that stands for it: 1e-5, not
   * 9.999999747378752e-6.
   *
   * @throws CheckpointException if it is none, or the file is closed
   */
  public OptionalDouble number(String key) {
    Optional<Double> read =
        read(
            key,
            "a number",
            value -> !value.array() && (value.type().isInteger() || value.type().isFloat()),
            value -> value.real(0));
    return read.map(OptionalDouble::of).orElseGet(OptionalDouble::empty);
  }

  /**
   * A truth value.
   *
   * @throws CheckpointException if it is none, or the file is closed
   */
  public Optional<Boolean> flag(String key) {
    return read(
        key,
        "a BOOL",
        value -> !value.array() && value.type() == GgufType.BOOL,
        value -> value.integer(0) != 0);
  }

  /**
   * An array of texts.
   *
   * @throws CheckpointException if it is none, or has more than 8,388,608 elements or 128 MiB, or
   *     the file is closed
   */
  public Optional<List<String>> strings(String key) {
    return read(
        key,
        "an array of STRING",
        GgufMetadata::isTexts,
        value -> {
          check(value);
          List<String> texts = new ArrayList<>((int) value.count());
          value.forEachText(text -> texts.add(GgufValue.decoded(text)));
          return Collections.unmodifiableList(texts);
        });
  }

  /**
   * An array of integers of any width, or of truth values as 0 and 1.
   *
   * @throws CheckpointException if it is none, or one does not fit an int, or it is too large as in
   *     {@link #strings}, or the file is closed
   */
  public Optional<int[]> integers(String key) {
    return read(
        key,
        "an array of integers",
        GgufMetadata::isIntegers,
        value -> {
          check(value);
          int[] integers = new int[(int) value.count()];
          for (int i = 0; i < integers.length; i++) {
            integers[i] = Math.toIntExact(value.integer(i));
          }
          return integers;
        });
  }

  /**
   * An array of floating point numbers.
   *
   * @throws CheckpointException if it is none, or too large as in {@link #strings}, or the file is
   *     closed
   */
  public Optional<float[]> floats(String key) {
    return read(
        key,
        "an array of FLOAT32 or FLOAT64",
        value -> value.array() && value.type().isFloat(),
        value -> {
          check(value);
          float[] floats = new float[(int) value.count()];
          for (int i = 0; i < floats.length; i++) {
            floats[i] = value.single(i);
          }
          return floats;
        });
  }

  /**
   * An array of UINT8 or INT8, as it is, such as {@code tokenizer.ggml.precompiled_charsmap}.
   *
   * @throws CheckpointException if it is none, or too large as in {@link #strings}, or the file is
   *     closed
   */
  public Optional<byte[]> bytes(String key) {
    return read(
        key,
        "an array of UINT8 or INT8",
        value -> isIntegers(value) && value.type().bytes() == 1,
        value -> {
          check(value);
          return value.bytes().toArray(JAVA_BYTE);
        });
  }

  /**
   * Number of elements of an array; empty where the key is absent, or no array.
   *
   * @throws CheckpointException if there are more than 8,388,608
   */
  public OptionalInt length(String key) {
    GgufValue value = values.get(key);
    if (value == null || !value.array()) {
      return OptionalInt.empty();
    }
    if (value.count() > MOST_ELEMENTS) {
      throw new CheckpointException(
          "%s: metadata '%s' has %,d elements; expected at most %,d"
              .formatted(origin, key, value.count(), MOST_ELEMENTS));
    }
    return OptionalInt.of((int) value.count());
  }

  /**
   * Where those texts stand in an array of texts: their indices in the order of the array.
   *
   * @throws CheckpointException if it is none, or the file is closed
   */
  List<Integer> indices(String key, List<String> texts) {
    return read(
            key,
            "an array of STRING",
            GgufMetadata::isTexts,
            value -> {
              check(value);
              List<Integer> found = new ArrayList<>();
              int longest = texts.stream().mapToInt(String::length).max().orElse(0);
              int[] i = {0};
              value.forEachText(text -> {
                if (text.byteSize() <= longest && texts.contains(GgufValue.decoded(text))) {
                  found.add(i[0]);
                }
                i[0]++;
              });
              return found;
            })
        .orElseGet(List::of);
  }

  private static boolean isTexts(GgufValue value) {
    return value.array() && value.type() == GgufType.STRING;
  }

  private static boolean isIntegers(GgufValue value) {
    return value.array() && (value.type().isInteger() || value.type() == GgufType.BOOL);
  }

  /** What a hostile file may not fill the heap with. */
  private static void check(GgufValue value) {
    long bytes = value.bytes().byteSize();
    if (value.count() > MOST_ELEMENTS || bytes > MOST_BYTES) {
      throw new ArithmeticException(
          "it has %,d elements in %,d bytes; expected at most %,d in %,d"
              .formatted(value.count(), bytes, MOST_ELEMENTS, MOST_BYTES));
    }
  }

  private interface Kind {
    boolean fits(GgufValue value);
  }

  private <T> Optional<T> read(
      String key, String expected, Kind kind, Function<GgufValue, T> reader) {
    GgufValue value = values.get(key);
    if (value == null) {
      return Optional.empty();
    }
    String what = "%s: metadata '%s' ".formatted(origin, key);
    if (!kind.fits(value)) {
      throw new CheckpointException(
          what + "is %s; expected %s".formatted(value.description(), expected));
    }
    try {
      return Optional.of(reader.apply(value));
    } catch (ArithmeticException e) {
      throw new CheckpointException(what + "cannot be read: " + e.getMessage(), e);
    } catch (IllegalStateException e) {
      if (value.bytes().scope().isAlive()) {
        throw e;
      }
      throw new CheckpointException(what + "cannot be read: the file is closed", e);
    } catch (InternalError e) {
      // What the JVM throws when a page of a mapped file is not there any more.
      throw new CheckpointException(
          what + "cannot be read: the file was shortened or lost while it was open", e);
    }
  }
}
