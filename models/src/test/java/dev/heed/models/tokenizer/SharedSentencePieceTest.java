package dev.heed.models.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.models.SharedData;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.CRC32;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The models and the book that SentencePiece tests itself with, against SentencePiece:
 * bench/peers/sentencepiece_goldens.py makes the file and says with what.
 */
class SharedSentencePieceTest {
  private static final String FOLDER = "data/tokenizers/sentencepiece/";

  private static JsonNode goldens() throws IOException {
    try (InputStream file =
        SharedSentencePieceTest.class.getResourceAsStream("sentencepiece.json")) {
      return JsonMapper.shared().readTree(Objects.requireNonNull(file));
    }
  }

  private static Tokenizer load(String model) {
    return Tokenizer.load(SharedData.path(FOLDER + model));
  }

  @ParameterizedTest
  @ValueSource(strings = {"test_model.model", "test_ja_model.model"})
  void textsBecomeTheIdsOfSentencePieceAndComeBack(String model) throws IOException {
    Tokenizer tokenizer = load(model);
    JsonNode texts = goldens().path("models").path(model).path("texts");
    assertThat(texts).hasSizeGreaterThan(20);
    for (JsonNode one : texts) {
      String text = one.path("text").stringValue();
      int[] ids = one.path("ids").valueStream().mapToInt(JsonNode::intValue).toArray();
      assertThat(tokenizer.encode(text).ids()).as(Quoted.of(text)).isEqualTo(ids);
      assertThat(tokenizer.decode(ids))
          .as(Quoted.of(text))
          .isEqualTo(one.path("decoded").stringValue());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"test_model.model", "test_ja_model.model"})
  void aBookBecomesTheIdsOfSentencePiece(String model) throws IOException {
    Tokenizer tokenizer = load(model);
    String[] lines = Files.readString(SharedData.path(FOLDER + "botchan.txt")).split("\n", -1);
    int size = goldens().path("linesInABlock").intValue();
    JsonNode blocks = goldens().path("models").path(model).path("blocks");
    assertThat(lines.length).isBetween((blocks.size() - 1) * size, blocks.size() * size);
    for (int b = 0; b < blocks.size(); b++) {
      int end = Math.min(lines.length, (b + 1) * size);
      int[] ids =
          Arrays.stream(lines, b * size, end)
              .flatMapToInt(line -> Arrays.stream(tokenizer.encode(line).ids()))
              .toArray();
      assertThat(ids)
          .as("lines %d to %d", b * size, end)
          .hasSize(blocks.path(b).path(0).intValue());
      assertThat(checksum(ids))
          .as("lines %d to %d", b * size, end)
          .isEqualTo(blocks.path(b).path(1).longValue());
    }
  }

  private static long checksum(int[] ids) {
    CRC32 sum = new CRC32();
    for (int id : ids) {
      sum.update((id + "\n").getBytes(StandardCharsets.US_ASCII));
    }
    return sum.getValue();
  }
}
