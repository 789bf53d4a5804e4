package dev.heed.app;

import dev.heed.models.checkpoint.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** A folder with a BERT of random weights that loads in no time: for tests of all but numbers. */
final class TinyBert {
  static final int WIDTH = 12;
  static final int POSITIONS = 16;

  private static final int INNER = 20;

  private static final List<String> VOCABULARY =
      List.of(
          "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "cat", "dog", "sat", "ran", "on",
          "red", "blue", "mat", "road", ".");

  private final SafetensorsWriter weights = new SafetensorsWriter();
  private final Random random = new Random(17);

  private TinyBert() {}

  /** An encoder with its tokenizer. */
  static Path encoder(Path folder) throws IOException {
    TinyBert model = new TinyBert();
    model.addBody("");
    return model.write(folder, "BertModel", "");
  }

  /** A classifier of texts with its tokenizer. */
  static Path classifier(Path folder, String labels) throws IOException {
    TinyBert model = new TinyBert();
    model.addBody("bert.");
    model.linear("bert.pooler.dense", WIDTH, WIDTH);
    model.linear("classifier", WIDTH, labels.split(",").length);
    return model.write(folder, "BertForSequenceClassification", ", \"id2label\": {" + labels + "}");
  }

  private void addBody(String prefix) {
    String embeddings = prefix + "embeddings.";
    table(embeddings + "word_embeddings.weight", VOCABULARY.size(), WIDTH);
    table(embeddings + "position_embeddings.weight", POSITIONS, WIDTH);
    table(embeddings + "token_type_embeddings.weight", 2, WIDTH);
    norm(embeddings + "LayerNorm");
    String layer = prefix + "encoder.layer.0.";
    linear(layer + "attention.self.query", WIDTH, WIDTH);
    linear(layer + "attention.self.key", WIDTH, WIDTH);
    linear(layer + "attention.self.value", WIDTH, WIDTH);
    linear(layer + "attention.output.dense", WIDTH, WIDTH);
    norm(layer + "attention.output.LayerNorm");
    linear(layer + "intermediate.dense", WIDTH, INNER);
    linear(layer + "output.dense", INNER, WIDTH);
    norm(layer + "output.LayerNorm");
  }

  private Path write(Path folder, String architecture, String more) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("config.json"),
        """
        {"model_type": "bert", "architectures": ["%s"], "vocab_size": %d, "hidden_size": %d,
         "num_hidden_layers": 1, "num_attention_heads": 3, "intermediate_size": %d,
         "hidden_act": "gelu", "layer_norm_eps": 1e-12, "max_position_embeddings": %d,
         "type_vocab_size": 2%s}
        """
            .formatted(architecture, VOCABULARY.size(), WIDTH, INNER, POSITIONS, more));
    Files.write(folder.resolve("vocab.txt"), VOCABULARY);
    weights.write(folder.resolve("model.safetensors"));
    return folder;
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
    weights.add(name, gaussian(rows * columns, 0), rows, columns);
  }

  private void vector(String name, int length, float centre) {
    weights.add(name, gaussian(length, centre), length);
  }

  private float[] gaussian(int count, float centre) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = centre + 0.3f * (float) random.nextGaussian();
    }
    return values;
  }
}
