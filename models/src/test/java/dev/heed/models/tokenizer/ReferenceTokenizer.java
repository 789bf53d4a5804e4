package dev.heed.models.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import ai.djl.huggingface.tokenizers.jni.LibUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * Hugging Face's tokenizers (Rust), which DJL carries as a native library, answering in our terms.
 */
final class ReferenceTokenizer implements AutoCloseable {
  static {
    // The library is unpacked here, not in the home directory; and nobody is called home to.
    System.setProperty("ENGINE_CACHE_DIR", Path.of("target/djl").toAbsolutePath().toString());
    System.setProperty("OPT_OUT_TRACKING", "true");
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("slf4j.internal.verbosity", "ERROR");
  }

  /** Asked once and of the library alone: where it loads, its other errors are failures. */
  private static final String WHY_ABSENT = whyAbsent();

  private final HuggingFaceTokenizer tokenizer;

  private ReferenceTokenizer(HuggingFaceTokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  private static String whyAbsent() {
    try {
      LibUtils.checkStatus();
      return "";
    } catch (LinkageError | IllegalStateException e) {
      return e.toString();
    }
  }

  /** Without a limit. */
  static ReferenceTokenizer of(byte[] json) {
    return of(json, Map.of("truncation", "do_not_truncate"));
  }

  /**
   * @param strategy longest_first, only_first or only_second
   */
  static ReferenceTokenizer limited(byte[] json, String strategy, int maxTokens) {
    return of(json, Map.of("truncation", strategy, "maxLength", Integer.toString(maxTokens)));
  }

  private static ReferenceTokenizer of(byte[] json, Map<String, String> truncation) {
    Map<String, String> options = new HashMap<>(truncation);
    options.put("padding", "do_not_pad");
    options.put("modelMaxLength", Integer.toString(Integer.MAX_VALUE));
    Assumptions.assumeTrue(
        WHY_ABSENT.isEmpty(),
        () -> "skipped: the native library of DJL's tokenizers does not load here: " + WHY_ABSENT);
    try {
      return new ReferenceTokenizer(
          HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), options));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  Encoding encode(String text, boolean addSpecial) {
    String valid = valid(text);
    return ours(tokenizer.encode(valid, addSpecial, false), List.of(valid));
  }

  Encoding encodePair(String first, String second, boolean addSpecial) {
    List<String> valid = List.of(valid(first), valid(second));
    return ours(tokenizer.encode(valid.get(0), valid.get(1), addSpecial, false), valid);
  }

  String decode(int[] ids, boolean withSpecial) {
    return tokenizer.decode(Arrays.stream(ids).asLongStream().toArray(), !withSpecial);
  }

  @Override
  public void close() {
    tokenizer.close();
  }

  /**
   * Rust has no unpaired surrogates: U+FFFD takes their place, which is one UTF-16 unit as well.
   */
  private static String valid(String text) {
    return text.codePoints()
        .map(c -> c >= 0xD800 && c <= 0xDFFF ? 0xFFFD : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static Encoding ours(ai.djl.huggingface.tokenizers.Encoding theirs, List<String> texts) {
    int size = theirs.getIds().length;
    int[] starts = new int[size];
    int[] ends = new int[size];
    int[] sequences = ints(theirs.getSequenceIds());
    @Nullable CharSpan[] spans = theirs.getCharTokenSpans();
    int[][] units = texts.stream().map(ReferenceTokenizer::unitsOfCodePoints).toArray(int[][]::new);
    for (int i = 0; i < size; i++) {
      CharSpan span = spans[i];
      if (span != null) {
        // Their spans count code points.
        starts[i] = units[sequences[i]][span.getStart()];
        ends[i] = units[sequences[i]][span.getEnd()];
      }
    }
    return new Encoding(
        ints(theirs.getIds()),
        ints(theirs.getTypeIds()),
        List.of(theirs.getTokens()),
        starts,
        ends,
        ints(theirs.getWordIds()),
        sequences,
        theirs.exceedMaxLength());
  }

  /** Where each code point begins, and the end. */
  private static int[] unitsOfCodePoints(String text) {
    int[] units = new int[text.codePointCount(0, text.length()) + 1];
    for (int i = 0, at = 0; i < units.length - 1; i++) {
      units[i] = at;
      at += Character.charCount(text.codePointAt(at));
    }
    units[units.length - 1] = text.length();
    return units;
  }

  private static int[] ints(long[] longs) {
    return Arrays.stream(longs).mapToInt(Math::toIntExact).toArray();
  }
}
