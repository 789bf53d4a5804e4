package dev.heed.models;

import dev.heed.models.checkpoint.SafetensorsWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A folder with a tiny BERT of random weights, written as Hugging Face would: what a test changes
 * before it is written is what the test is about.
 */
public final class TinyModel {
  public static final int WIDTH = 24;
  public static final int INNER = 40;
  public static final int LAYERS = 2;
  public static final int POSITIONS = 32;

  /** A small vocabulary: special tokens, words and some pieces. */
  private static final List<String> VOCABULARY =
      List.of(
          "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "a", "cat", "dog", "sat", "ran",
          "on", "mat", "road", "red", "blue", "fast", "slow", ".", ",", "?", "##s", "##er", "##ly",
          "who", "what", "where", "day", "night", "query", "passage", ":");

  private final ObjectNode config;
  private final SequencedMap<String, Weight> weights = new TreeMap<>();
  private final Random random = new Random(17);

  private record Weight(float[] data, long[] shape) {}

  private TinyModel() {
    config =
        JsonNodeFactory.instance
            .objectNode()
            .put("model_type", "bert")
            .put("vocab_size", VOCABULARY.size())
            .put("hidden_size", WIDTH)
            .put("num_hidden_layers", LAYERS)
            .put("num_attention_heads", 3)
            .put("intermediate_size", INNER)
            .put("hidden_act", "gelu")
            .put("layer_norm_eps", 1e-12)
            .put("max_position_embeddings", POSITIONS)
            .put("type_vocab_size", 2);
    config.putArray("architectures").add("BertModel");
    table("embeddings.word_embeddings.weight", VOCABULARY.size(), WIDTH);
    table("embeddings.position_embeddings.weight", POSITIONS, WIDTH);
    table("embeddings.token_type_embeddings.weight", 2, WIDTH);
    norm("embeddings.LayerNorm");
    for (int l = 0; l < LAYERS; l++) {
      String layer = "encoder.layer." + l + ".";
      linear(layer + "attention.self.query", WIDTH, WIDTH);
      linear(layer + "attention.self.key", WIDTH, WIDTH);
      linear(layer + "attention.self.value", WIDTH, WIDTH);
      linear(layer + "attention.output.dense", WIDTH, WIDTH);
      norm(layer + "attention.output.LayerNorm");
      linear(layer + "intermediate.dense", WIDTH, INNER);
      linear(layer + "output.dense", INNER, WIDTH);
      norm(layer + "output.LayerNorm");
    }
  }

  /** An encoder without a head. */
  public static TinyModel encoder() {
    return new TinyModel();
  }

  /** With a pooler and a head for whole texts. */
  public static TinyModel classifier(String... labels) {
    TinyModel model = new TinyModel();
    model.linear("pooler.dense", WIDTH, WIDTH);
    return model.withHead("BertForSequenceClassification", labels);
  }

  /** With a head for tokens. */
  public static TinyModel tagger(String... labels) {
    return new TinyModel().withHead("BertForTokenClassification", labels);
  }

  private TinyModel withHead(String architecture, String... labels) {
    rename(name -> "bert." + name);
    linear("classifier", WIDTH, labels.length);
    config.putArray("architectures").add(architecture);
    ObjectNode names = config.putObject("id2label");
    for (int l = 0; l < labels.length; l++) {
      names.put(Integer.toString(l), labels[l]);
    }
    return this;
  }

  /** The settings, to be changed. */
  public ObjectNode config() {
    return config;
  }

  /** Leaves a tensor out. */
  public TinyModel without(String tensor) {
    if (weights.remove(tensor) == null) {
      throw new IllegalArgumentException(tensor + " is not among " + weights.keySet());
    }
    return this;
  }

  /** Gives a tensor another shape. */
  public TinyModel reshaped(String tensor, int rows, int columns) {
    without(tensor);
    table(tensor, rows, columns);
    return this;
  }

  /** Renames all tensors. */
  public TinyModel rename(UnaryOperator<String> change) {
    SequencedMap<String, Weight> renamed = new TreeMap<>();
    weights.forEach((name, weight) -> renamed.put(change.apply(name), weight));
    weights.clear();
    weights.putAll(renamed);
    return this;
  }

  /** Writes model and tokenizer. */
  public Path write(Path folder) {
    writeModel(folder);
    text(folder.resolve("vocab.txt"), String.join("\n", VOCABULARY) + "\n");
    return folder;
  }

  /** Writes a tokenizer.json of the same vocabulary, which is preferred to the vocab.txt. */
  public static void tokenizerJson(Path folder, String truncation) {
    StringBuilder vocabulary = new StringBuilder();
    for (int id = 0; id < VOCABULARY.size(); id++) {
      vocabulary.append(id == 0 ? "" : ", ").append("'%s': %d".formatted(VOCABULARY.get(id), id));
    }
    String json =
        """
        {'truncation': %s,
         'normalizer': {'type': 'BertNormalizer', 'clean_text': true, 'handle_chinese_chars': true,
                        'lowercase': true},
         'pre_tokenizer': {'type': 'BertPreTokenizer'},
         'post_processor': {'type': 'BertProcessing', 'sep': ['[SEP]', 3], 'cls': ['[CLS]', 2]},
         'model': {'type': 'WordPiece', 'unk_token': '[UNK]', 'continuing_subword_prefix': '##',
                   'max_input_chars_per_word': 100, 'vocab': {%s}}}
        """
            .formatted(truncation, vocabulary);
    text(folder.resolve("tokenizer.json"), json.replace('\'', '"'));
  }

  /** Writes the model alone. */
  public Path writeModel(Path folder) {
    text(folder.resolve("config.json"), config.toString());
    SafetensorsWriter writer = new SafetensorsWriter();
    weights.forEach((name, weight) -> writer.add(name, weight.data(), weight.shape()));
    writer.write(folder.resolve("model.safetensors"));
    return folder;
  }

  /** Writes a file, and the folders above it. */
  public static void text(Path file, String content) {
    try {
      Files.createDirectories(file.resolveSibling("."));
      Files.writeString(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A text of that many words of the vocabulary, one token each. */
  public static String words(int count, long seed) {
    Random words = new Random(seed);
    List<String> text = new ArrayList<>();
    for (int w = 0; w < count; w++) {
      text.add(VOCABULARY.get(5 + words.nextInt(13)));
    }
    return String.join(" ", text);
  }

  private void linear(String module, int in, int out) {
    table(module + ".weight", out, in);
    vector(module + ".bias", out, 0);
  }

  private void norm(String module) {
    vector(module + ".weight", WIDTH, 1);
    vector(module + ".bias", WIDTH, 0);
  }

  private void table(String name, int rows, int columns) {
    weights.put(name, new Weight(gaussian(rows * columns, 0), new long[] {rows, columns}));
  }

  private void vector(String name, int length, float centre) {
    weights.put(name, new Weight(gaussian(length, centre), new long[] {length}));
  }

  private float[] gaussian(int count, float centre) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = centre + 0.3f * (float) random.nextGaussian();
    }
    return values;
  }
}
