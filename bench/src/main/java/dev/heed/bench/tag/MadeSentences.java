package dev.heed.bench.tag;

import dev.heed.models.data.DataPart;
import dev.heed.models.data.Place;
import dev.heed.models.data.TaggedData;
import dev.heed.models.data.TaggedSentence;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Sentences about places, languages and money, with tags. No two parts have a name in common, nor a
 * template: whoever finds the names of the test has not learned them by heart.
 */
final class MadeSentences {
  /** Parts of each list of names: of ten, six to learn from and one to validate on. */
  private static final int TENTHS = 10;

  private static final int TRAINING = 6;
  private static final int VALIDATION = 7;

  private final Map<DataPart, Map<Kind, List<String>>> names = new EnumMap<>(DataPart.class);
  private final long seed;

  /**
   * @param seed of which names are in which part, and of the sentences
   */
  MadeSentences(long seed) {
    this.seed = seed;
    for (DataPart part : DataPart.values()) {
      names.put(part, new EnumMap<>(Kind.class));
    }
    int number = 0;
    for (Kind kind : Kind.values()) {
      List<String> shuffled = new ArrayList<>(kind.names());
      Collections.shuffle(shuffled, new Random(seed + number++));
      int training = shuffled.size() * TRAINING / TENTHS;
      int validation = shuffled.size() * VALIDATION / TENTHS;
      put(DataPart.TRAINING, kind, shuffled.subList(0, training));
      put(DataPart.VALIDATION, kind, shuffled.subList(training, validation));
      put(DataPart.TEST, kind, shuffled.subList(validation, shuffled.size()));
    }
  }

  private void put(DataPart part, Kind kind, List<String> some) {
    names.getOrDefault(part, Map.of()).put(kind, List.copyOf(some));
  }

  /** The names of one kind that only one part has. */
  List<String> names(DataPart part, Kind kind) {
    return names.getOrDefault(part, Map.of()).getOrDefault(kind, List.of());
  }

  /** So many sentences of one part. */
  TaggedData of(DataPart part, int count) {
    Random random = new Random(31 * seed + List.of(DataPart.values()).indexOf(part));
    List<String> templates = Templates.of(part);
    List<TaggedSentence> sentences = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String template = templates.get(random.nextInt(templates.size()));
      sentences.add(filled(template, part, random, new Place(part + " sentences", i + 1)));
    }
    return TaggedData.of(part + " sentences", part, sentences);
  }

  private TaggedSentence filled(String template, DataPart part, Random random, Place place) {
    List<String> words = new ArrayList<>();
    List<String> tags = new ArrayList<>();
    for (String word : template.split(" ")) {
      if (!isKind(word)) {
        words.add(word);
        tags.add("O");
        continue;
      }
      List<String> some = names(part, Kind.valueOf(word));
      String prefix = "B-";
      for (String piece : some.get(random.nextInt(some.size())).split(" ")) {
        words.add(piece);
        tags.add(prefix + word);
        prefix = "I-";
      }
    }
    return new TaggedSentence(words, tags, place);
  }

  private static boolean isKind(String word) {
    for (Kind kind : Kind.values()) {
      if (kind.name().equals(word)) {
        return true;
      }
    }
    return false;
  }
}
