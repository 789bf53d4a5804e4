package dev.heed.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** Files whose floats count up from 0, so that each tensor shows where it lay. */
class Llama2cFileTest {
  /** Width 8, feed-forward 12, two layers, four heads, two of keys, vocabulary 5, 16 positions. */
  private static final int[] SIZES = {8, 12, 2, 4, 2, 5, 16};

  /** Of the table, two layers, the last norm, cosines and sines. */
  private static final int FLOATS = 5 * 8 + 2 * 496 + 8 + 2 * 16;

  @TempDir Path folder;

  private static byte[] file(int floats, int... sizes) {
    ByteBuffer bytes = ByteBuffer.allocate(28 + 4 * floats).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.stream(sizes).forEach(bytes::putInt);
    for (int i = 0; i < floats; i++) {
      bytes.putFloat(i);
    }
    return bytes.array();
  }

  private static int[] sizes(int at, int value) {
    int[] sizes = SIZES.clone();
    sizes[at] = value;
    return sizes;
  }

  private static Llama2cFile.Content parse(byte[] file) {
    return Llama2cFile.parse(MemorySegment.ofArray(file), "model.bin");
  }

  /** All layers of one kind lie together, in the order of run.c. */
  @ParameterizedTest
  @CsvSource({
    "embed_tokens, 5, 8, 0",
    "layers.0.self_attn.q_proj, 8, 8, 56",
    "layers.1.self_attn.q_proj, 8, 8, 120",
    "layers.0.self_attn.k_proj, 4, 8, 184",
    "layers.1.self_attn.k_proj, 4, 8, 216",
    "layers.0.self_attn.v_proj, 4, 8, 248",
    "layers.1.self_attn.v_proj, 4, 8, 280",
    "layers.0.self_attn.o_proj, 8, 8, 312",
    "layers.1.self_attn.o_proj, 8, 8, 376",
    "layers.0.mlp.gate_proj, 12, 8, 456",
    "layers.1.mlp.gate_proj, 12, 8, 552",
    "layers.0.mlp.down_proj, 8, 12, 648",
    "layers.1.mlp.down_proj, 8, 12, 744",
    "layers.0.mlp.up_proj, 12, 8, 840",
    "layers.1.mlp.up_proj, 12, 8, 936"
  })
  void aMatrixLiesAtItsPlace(String module, long rows, long columns, int first) {
    try (Checkpoint checkpoint = parse(file(FLOATS, SIZES)).checkpoint()) {
      StoredTensor tensor = checkpoint.tensor("model." + module + ".weight", rows, columns);
      assertThat(tensor.toFloats()).startsWith(first, first + 1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "layers.0.input_layernorm, 40",
    "layers.1.input_layernorm, 48",
    "layers.0.post_attention_layernorm, 440",
    "layers.1.post_attention_layernorm, 448",
    "norm, 1032"
  })
  void aNormLiesAtItsPlace(String module, int first) {
    try (Checkpoint checkpoint = parse(file(FLOATS, SIZES)).checkpoint()) {
      assertThat(checkpoint.tensor("model." + module + ".weight", 8).toFloats()[0])
          .isEqualTo(first);
    }
  }

  @Test
  void itsSettingsAreLlamas() {
    Llama2cFile.Content content = parse(file(FLOATS, SIZES));
    assertThat(content.config())
        .isEqualTo(
            JsonMapper.shared()
                .readTree(
                    """
                    {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "hidden_size": 8,
                     "intermediate_size": 12, "num_hidden_layers": 2, "num_attention_heads": 4,
                     "num_key_value_heads": 2, "head_dim": 2, "hidden_act": "silu", "rms_norm_eps": 1e-5,
                     "rope_theta": 10000.0, "max_position_embeddings": 16, "vocab_size": 5,
                     "tie_word_embeddings": true, "bos_token_id": 1, "eos_token_id": 2,
                     "heed": {"rope_pairing": "interleaved"}}
                    """));
    content.checkpoint().close();
  }

  @Test
  void aNegativeVocabularyHasAnOutputOfItsOwn() {
    Llama2cFile.Content content = parse(file(FLOATS + 40, sizes(5, -5)));
    assertThat(content.config().path("tie_word_embeddings").asBoolean(true)).isFalse();
    assertThat(content.config().path("vocab_size").asInt()).isEqualTo(5);
    assertThat(content.checkpoint().tensor("lm_head.weight", 5, 8).toFloats()[0]).isEqualTo(FLOATS);
    content.checkpoint().close();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0, -8",
    "0, 7",
    "1, 0",
    "2, 0",
    "2, 5000",
    "3, 0",
    "3, 3",
    "4, 0",
    "4, 3",
    "5, 0",
    "5, -2147483648",
    "6, 0",
    "6, 2147483647",
    "0, 2147483640",
    "2, 2147483647"
  })
  void sizesThatMakeNoModelAreRefused(int at, int value) {
    isRefused(file(FLOATS, sizes(at, value)), "stand for no model, and it has 4,316");
  }

  @Test
  void aFileOfAnotherSizeIsRefused() {
    isRefused(
        file(FLOATS - 1, SIZES),
        "is no llama2.c file: its first numbers [8, 12, 2, 4, 2, 5, 16] stand for 4,316 bytes, and it has 4,312");
    isRefused(file(FLOATS + 1, SIZES), "stand for 4,316 bytes, and it has 4,320");
    isRefused(new byte[27], "has 27 bytes; a llama2.c file has at least 28");
  }

  @Test
  void theLaterFormatsAreNamed() {
    int[] sizes = sizes(0, 0x616b3432);
    sizes[1] = 2;
    isRefused(file(FLOATS, sizes), "is a llama2.c file of version 2; the first format is read");
  }

  private static void isRefused(byte[] file, String reason) {
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> parse(file).checkpoint().close())
        .withMessageStartingWith("model.bin: ")
        .withMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "tok5.bin tokenizer.bin tok7.bin, tok5.bin",
    "tokenizer.bin tok7.bin, tokenizer.bin",
    "tok7.bin, tok7.bin",
    "tok7.bin tok8.bin, ",
    "other.txt, "
  })
  void itsTokenizerLiesBesideIt(String files, String expected) throws IOException {
    Path model = Files.write(folder.resolve("model.bin"), file(FLOATS, SIZES));
    for (String name : files.split(" ")) {
      Files.writeString(folder.resolve(name), name);
    }
    try (ModelFiles opened = ModelFiles.open(model)) {
      assertThat(opened.llama2cTokenizer().map(ModelResource::origin))
          .isEqualTo(Optional.ofNullable(expected).map(name -> folder.resolve(name).toString()));
    }
  }
}
