package dev.heed.models.tokenizer;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The tiny tokenizers in the folder {@code tiny}, and what the libraries that made them give for
 * some texts; make-tokenizers.py there says how they were made.
 */
final class TinyTokenizers {
  /**
   * A text, its ids, and the text that these give back.
   *
   * @param offsets start and end of each token in code points, where the library has them
   */
  record Golden(String text, int[] ids, Optional<int[]> offsets, String decoded) {
    @Override
    public String toString() {
      return Quoted.of(text);
    }
  }

  private TinyTokenizers() {}

  static byte[] bytes(String name) {
    String path = "tiny/" + name;
    try (InputStream in =
        Objects.requireNonNull(TinyTokenizers.class.getResourceAsStream(path), path)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static Tokenizer json(String name) {
    return Tokenizer.fromJson(bytes(name + ".json"), name);
  }

  /** The file, changed. */
  static byte[] with(String name, Consumer<ObjectNode> change) {
    JsonMapper mapper = new JsonMapper();
    ObjectNode root = (ObjectNode) mapper.readTree(bytes(name + ".json"));
    change.accept(root);
    return mapper.writeValueAsBytes(root);
  }

  static Tokenizer model(String name) {
    return SentencePieceFile.read(bytes(name + ".model"), name, FolderSettings.NONE);
  }

  /** Whatever its form: the .model where {@code name} ends so. */
  static Tokenizer any(String name) {
    return name.endsWith(".model")
        ? model(name.substring(0, name.length() - ".model".length()))
        : json(name);
  }

  static List<Golden> goldens(String name) {
    List<Golden> goldens = new ArrayList<>();
    for (JsonNode node : new JsonMapper().readTree(bytes("goldens.json")).path(name)) {
      goldens.add(
          new Golden(
              node.path("text").stringValue(),
              ints(node.path("ids")),
              node.has("offsets") ? Optional.of(ints(node.path("offsets"))) : Optional.empty(),
              node.path("decoded").stringValue()));
    }
    return goldens;
  }

  private static int[] ints(JsonNode numbers) {
    int[] ints = new int[numbers.size()];
    for (int i = 0; i < ints.length; i++) {
      ints[i] = numbers.path(i).intValue();
    }
    return ints;
  }
}
