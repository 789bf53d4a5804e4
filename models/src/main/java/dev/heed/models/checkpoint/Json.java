package dev.heed.models.checkpoint;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.lang.foreign.MemorySegment;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON from model files, with limits. */
final class Json {
  /**
   * Real headers and configurations nest five deep; the parser must not, for a file's sake, use up
   * the stack.
   */
  private static final int MAX_DEPTH = 64;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNameLength(65_536)
                  .maxStringLength(16 << 20)
                  .maxNumberLength(100)
                  .build())
          // Python's json module writes NaN and Infinity, and configurations contain them.
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  private static final JsonMapper MAPPER = JsonMapper.builder(FACTORY).build();

  private Json() {}

  static JsonGenerator generator(OutputStream out) {
    return FACTORY.createGenerator(ObjectWriteContext.empty(), out);
  }

  /**
   * The formats are UTF-8; left to itself, the parser would guess other encodings from the first
   * bytes.
   */
  static JsonParser parser(MemorySegment json) {
    return FACTORY.createParser(ObjectReadContext.empty(), utf8(new SegmentInputStream(json)));
  }

  /**
   * @throws tools.jackson.core.JacksonException if it is no JSON, or no UTF-8
   */
  static JsonNode tree(byte[] json) {
    return MAPPER.readTree(utf8(new ByteArrayInputStream(json)));
  }

  private static Reader utf8(InputStream bytes) {
    return new InputStreamReader(
        bytes,
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT));
  }
}
