package dev.heed.models.checkpoint;

import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Opens a model that lies in several safetensors files, by its {@code
 * model.safetensors.index.json}.
 */
public final class ShardIndex {
  private ShardIndex() {}

  /**
   * The tensors that the index names, from the files that it names, in its order.
   *
   * @throws CheckpointException if the index is none, a file or a tensor that it names is absent,
   *     or a file is damaged
   */
  public static Checkpoint open(Path index) {
    Memory memory = new Memory();
    return memory.orClose(index.toString(), () -> open(index, memory));
  }

  private static Checkpoint open(Path index, Memory memory) {
    Map<String, String> places = places(index, memory.map(index));
    Map<String, SafetensorsHeader> shards = new LinkedHashMap<>();
    // One file may have many names: 'a', './a', 'x/../a'.
    Map<Path, SafetensorsHeader> files = new HashMap<>();
    long tensors = 0;
    for (String shard : places.values()) {
      if (shards.containsKey(shard)) {
        continue;
      }
      Path file = FileNames.inside(FileNames.folderOf(index), shard, index.toString());
      SafetensorsHeader header = files.get(file);
      if (header == null) {
        header = open(index, file, shard, places, memory);
        files.put(file, header);
        tensors += header.tensors().size();
        checkCount(index, tensors);
      }
      shards.put(shard, header);
    }
    Map<String, String> metadata =
        shards.isEmpty() ? Map.of() : shards.values().iterator().next().metadata();
    return new Checkpoint(index.toString(), tensors(index, places, shards), metadata, memory);
  }

  private static void checkCount(Path index, long tensors) {
    if (tensors > SafetensorsHeader.MAX_TENSORS) {
      throw new CheckpointException(
          "%s: the files that it names hold more than %,d tensors together"
              .formatted(index, SafetensorsHeader.MAX_TENSORS));
    }
  }

  private static SafetensorsHeader open(
      Path index, Path file, String shard, Map<String, String> places, Memory memory) {
    if (Files.notExists(file)) {
      long count = places.values().stream().filter(shard::equals).count();
      throw new CheckpointException(
          "%s: the file '%s' is absent, with %,d of the model's %,d tensors; download it too"
              .formatted(index, shard, count, places.size()));
    }
    return SafetensorsFile.read(file, memory);
  }

  private static List<StoredTensor> tensors(
      Path index, Map<String, String> places, Map<String, SafetensorsHeader> shards) {
    List<StoredTensor> tensors = new ArrayList<>(places.size());
    places.forEach((name, shard) -> {
      tensors.add(
          Optional.ofNullable(shards.get(shard))
              .flatMap(header -> header.find(name))
              .orElseThrow(() ->
                  new CheckpointException(
                      "%s: tensor '%s' should be in '%s', and is not"
                          .formatted(index, name, shard))));
    });
    return tensors;
  }

  /** Tensor name → file name, in the order of the index. */
  static Map<String, String> places(Path index, MemorySegment bytes) {
    if (bytes.byteSize() > SafetensorsHeader.MAX_HEADER) {
      throw new CheckpointException(
          "%s: has %,d bytes; expected an index of at most %,d"
              .formatted(index, bytes.byteSize(), SafetensorsHeader.MAX_HEADER));
    }
    Map<String, String> places = new LinkedHashMap<>();
    try (JsonParser json = Json.parser(bytes)) {
      expect(index, json.nextToken(), JsonToken.START_OBJECT, "the index");
      boolean found = false;
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        if (json.currentName().equals("weight_map") && !found) {
          found = true;
          readMap(index, json, places);
        } else if (json.currentName().equals("weight_map")) {
          throw new CheckpointException(index + ": 'weight_map' stands twice");
        } else {
          json.nextToken();
          json.skipChildren();
        }
      }
      if (!found) {
        throw new CheckpointException(
            index + ": has no 'weight_map'; expected the index of a model in several files");
      }
    } catch (JacksonException e) {
      throw new CheckpointException(
          "%s: is not the JSON of an index: %s".formatted(index, e.getOriginalMessage()), e);
    }
    return places;
  }

  private static void readMap(Path index, JsonParser json, Map<String, String> places) {
    expect(index, json.nextToken(), JsonToken.START_OBJECT, "weight_map");
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      expect(index, json.nextToken(), JsonToken.VALUE_STRING, "the file of tensor '" + name + "'");
      if (places.size() == SafetensorsHeader.MAX_TENSORS) {
        throw new CheckpointException(
            "%s: names more than %,d tensors".formatted(index, SafetensorsHeader.MAX_TENSORS));
      }
      if (places.put(name, json.getString().intern()) != null) {
        throw new CheckpointException(
            "%s: tensor '%s' stands twice in weight_map".formatted(index, name));
      }
    }
  }

  private static void expect(Path index, JsonToken token, JsonToken expected, String where) {
    if (token != expected) {
      throw new CheckpointException(
          "%s: %s: found %s; expected %s".formatted(index, where, token, expected));
    }
  }
}
