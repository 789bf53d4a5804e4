package dev.heed.models.checkpoint;

import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A model of Karpathy's llama2.c in its first format: seven 32-bit integers, then float32 weights
 * without names, all layers of one kind together. Here it is a checkpoint with Hugging Face's names
 * and a configuration in its spelling.
 *
 * <p>The format has no signature: a file is one if its size is exactly what its seven numbers say.
 */
final class Llama2cFile {
  /** Width, feed-forward width, layers, heads, heads of keys, vocabulary, positions. */
  private static final int NUMBERS = 7;

  /** "ak42", with which the later formats begin. */
  private static final int LATER = 0x616b3432;

  /** What llama2.c computes with, whatever the file. */
  private static final double EPSILON = 1e-5;

  private static final double ROPE_BASE = 10_000;
  private static final int BEGIN = 1;
  private static final int END = 2;

  /** Far above any such model; keeps the number of bytes below 2^63. */
  private static final int LARGEST = 1 << 18;

  private static final int MOST_LAYERS = 4096;

  private final String origin;
  private final MemorySegment file;
  private final List<StoredTensor> tensors = new ArrayList<>();
  private long at = (long) NUMBERS * Integer.BYTES;

  private Llama2cFile(String origin, MemorySegment file) {
    this.origin = origin;
    this.file = file;
  }

  /** What the first numbers of a file say. */
  private record Sizes(
      int width,
      int inner,
      int layers,
      int heads,
      int keyHeads,
      int vocabulary,
      boolean shared,
      int positions) {
    int headSize() {
      return width / heads;
    }

    /** Floats behind the numbers. */
    long floats() {
      long keys = (long) keyHeads * headSize();
      long layer = 2L * width * width + 2 * keys * width + 3L * width * inner + 2L * width;
      long table = (long) vocabulary * width;
      long turns = (long) positions * (headSize() / 2) * 2;
      return table + layers * layer + width + turns + (shared ? 0 : table);
    }
  }

  /** A file's tensors and configuration. */
  record Content(Checkpoint checkpoint, ObjectNode config) {}

  /**
   * Opens a file, mapped.
   *
   * @throws CheckpointException if it cannot be read, or is no such file
   */
  static Content open(Path path) {
    Memory memory = new Memory();
    return memory.orClose(
        path.toString(), () -> new Llama2cFile(path.toString(), memory.map(path)).read(memory));
  }

  /** A file that is in memory. */
  static Content parse(MemorySegment file, String origin) {
    return new Llama2cFile(origin, file).read(new Memory());
  }

  private Content read(Memory memory) {
    Sizes sizes = sizes();
    tensors(sizes);
    Checkpoint checkpoint = new Checkpoint(origin, tensors, Map.of("format", "llama2.c"), memory);
    return new Content(checkpoint, config(sizes));
  }

  private Sizes sizes() {
    if (file.byteSize() < (long) NUMBERS * Integer.BYTES) {
      throw failure("has %,d bytes; a llama2.c file has at least 28".formatted(file.byteSize()));
    }
    if (number(0) == LATER) {
      throw failure(
          "is a llama2.c file of version %d; the first format is read, which its export.py writes with --version 0"
              .formatted(number(1)));
    }
    int vocabulary = number(5);
    Sizes sizes =
        new Sizes(
            number(0),
            number(1),
            number(2),
            number(3),
            number(4),
            Math.abs(Math.max(vocabulary, -LARGEST - 1)),
            vocabulary > 0,
            number(6));
    boolean sensible =
        inRange(sizes.width)
            && inRange(sizes.inner)
            && inRange(sizes.layers)
            && sizes.layers <= MOST_LAYERS
            && inRange(sizes.heads)
            && inRange(sizes.keyHeads)
            && inRange(sizes.vocabulary)
            && inRange(sizes.positions)
            && sizes.width % (2L * sizes.heads) == 0
            && sizes.heads % sizes.keyHeads == 0;
    long expected = sensible ? (long) NUMBERS * Integer.BYTES + 4 * sizes.floats() : -1;
    if (expected != file.byteSize()) {
      throw failure(
          "is no llama2.c file: its first numbers %s stand for %s, and it has %,d"
              .formatted(
                  IntStream.range(0, NUMBERS).mapToObj(this::number).toList(),
                  sensible ? "%,d bytes".formatted(expected) : "no model",
                  file.byteSize()));
    }
    return sizes;
  }

  private static boolean inRange(int size) {
    return size >= 1 && size <= LARGEST;
  }

  private int number(int i) {
    return file.get(Elements.INT, (long) i * Integer.BYTES);
  }

  private void tensors(Sizes sizes) {
    long width = sizes.width;
    long inner = sizes.inner;
    long keys = (long) sizes.keyHeads * sizes.headSize();
    tensor("model.embed_tokens", sizes.vocabulary, width);
    layers(sizes, "input_layernorm", width);
    layers(sizes, "self_attn.q_proj", width, width);
    layers(sizes, "self_attn.k_proj", keys, width);
    layers(sizes, "self_attn.v_proj", keys, width);
    layers(sizes, "self_attn.o_proj", width, width);
    layers(sizes, "post_attention_layernorm", width);
    layers(sizes, "mlp.gate_proj", inner, width);
    layers(sizes, "mlp.down_proj", width, inner);
    layers(sizes, "mlp.up_proj", inner, width);
    tensor("model.norm", width);
    // Cosines and sines of the rotation, which every reader computes itself.
    at += 4L * sizes.positions * (sizes.headSize() / 2) * 2;
    if (!sizes.shared) {
      tensor("lm_head", sizes.vocabulary, width);
    }
  }

  private void layers(Sizes sizes, String module, Long... shape) {
    for (int layer = 0; layer < sizes.layers; layer++) {
      tensor("model.layers.%d.%s".formatted(layer, module), shape);
    }
  }

  private void tensor(String module, long rows, long columns) {
    tensor(module, new Long[] {rows, columns});
  }

  private void tensor(String module, Long... shape) {
    List<Long> sizes = List.of(shape);
    long bytes = Shapes.bytes(sizes, FileDType.F32).orElseThrow();
    tensors.add(
        StoredTensor.plain(
            origin, module + ".weight", FileDType.F32, sizes, file.asSlice(at, bytes)));
    at += bytes;
  }

  private ObjectNode config(Sizes sizes) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("model_type", "llama");
    json.putArray("architectures").add("LlamaForCausalLM");
    json.put("hidden_size", sizes.width);
    json.put("intermediate_size", sizes.inner);
    json.put("num_hidden_layers", sizes.layers);
    json.put("num_attention_heads", sizes.heads);
    json.put("num_key_value_heads", sizes.keyHeads);
    json.put("head_dim", sizes.headSize());
    json.put("hidden_act", "silu");
    json.put("rms_norm_eps", EPSILON);
    json.put("rope_theta", ROPE_BASE);
    json.put("max_position_embeddings", sizes.positions);
    json.put("vocab_size", sizes.vocabulary);
    json.put("tie_word_embeddings", sizes.shared);
    json.put("bos_token_id", BEGIN);
    json.put("eos_token_id", END);
    json.putObject("heed").put("rope_pairing", "interleaved");
    return json;
  }

  /**
   * The tokenizer beside a model: {@code tokN.bin} for a vocabulary of N tokens, else {@code
   * tokenizer.bin}, else the only file called {@code tok….bin}.
   */
  static @Nullable ModelResource tokenizer(Path model, int vocabulary) {
    Path folder = FileNames.folderOf(model);
    for (String name : List.of("tok" + vocabulary + ".bin", "tokenizer.bin")) {
      Path file = folder.resolve(name);
      if (Files.isRegularFile(file)) {
        return ModelResource.of(file);
      }
    }
    List<String> others =
        ModelFilesFinder.names(folder).stream()
            .filter(name -> name.startsWith("tok") && name.endsWith(".bin"))
            .filter(name -> !folder.resolve(name).equals(model.toAbsolutePath()))
            .toList();
    return Optional.of(others)
        .filter(names -> names.size() == 1)
        .map(names -> ModelResource.of(folder.resolve(names.getFirst())))
        .orElse(null);
  }

  private CheckpointException failure(String what) {
    return new CheckpointException(origin + ": " + what);
  }
}
