package dev.heed.models.data;

import dev.heed.models.evaluate.EntityScheme;
import dev.heed.models.evaluate.EntityScheme.Entity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the tags of a file say: something about each word, or where entities are.
 *
 * <p>Tags of entities become those of {@link #IOB2} when they are read: O, and a B for the first
 * word of an entity and an I for each other one, with the type behind it.
 */
public enum TagScheme {
  /** Each tag stands for itself, such as a part of speech. */
  PLAIN,
  /** I for each word of an entity, B only where one follows another of the same type. */
  IOB1,
  /** B for the first word of each entity, I for each other one. */
  IOB2,
  /** Likewise, with E for the last of several and S for one alone; L and U are taken for these. */
  BIOES;

  private static final String OUTSIDE = "O";
  private static final Pattern OF_ENTITY = Pattern.compile("[BIESLU]-.+");

  /**
   * The scheme that all sentences keep to.
   *
   * @throws DataException if they keep to none, and names the first place that does not
   */
  static TagScheme of(List<TaggedSentence> sentences) {
    Found entities = find(sentences, tag -> OF_ENTITY.matcher(tag).matches());
    Found others =
        find(sentences, tag -> !tag.equals(OUTSIDE) && !OF_ENTITY.matcher(tag).matches());
    if (entities == null) {
      return others == null ? IOB2 : PLAIN;
    }
    if (others != null) {
      throw new DataException(
          "%s: mixed tags: %s here, and %s in the sentence at line %d; expected O and tags such as B-PER and I-PER throughout, or none of them"
              .formatted(
                  others.sentence.place(),
                  Shown.of(others.tag),
                  Shown.of(entities.tag),
                  entities.sentence.place().line()));
    }
    if (find(sentences, tag -> "ESLU".indexOf(tag.charAt(0)) >= 0) != null) {
      sentences.forEach(TagScheme::checkBioes);
      return BIOES;
    }
    Found begins = null;
    Found follows = null;
    for (TaggedSentence sentence : sentences) {
      begins = begins == null ? firstWith('I', sentence) : begins;
      follows = follows == null ? firstWith('B', sentence) : follows;
    }
    if (begins != null && follows != null) {
      throw new DataException(
          "%s: mixed schemes: %s begins an entity here, and %s one in the sentence at line %d; expected B at the beginning of each (IOB2), or only between two of one type (IOB1)"
              .formatted(
                  begins.sentence.place(),
                  Shown.of(begins.tag),
                  Shown.of(follows.tag),
                  follows.sentence.place().line()));
    }
    return begins == null ? IOB2 : IOB1;
  }

  /**
   * Whether tags are those of entities: O and such as B-PER, in any of the schemes.
   *
   * @param tags what a model can say
   */
  public static boolean isOfEntities(Collection<String> tags) {
    return tags.stream().allMatch(tag -> tag.equals(OUTSIDE) || OF_ENTITY.matcher(tag).matches())
        && !tags.stream().allMatch(OUTSIDE::equals);
  }

  /**
   * The entities that tags of any of the schemes spell, read leniently: an entity also begins where
   * an I has nothing before it.
   *
   * @throws IllegalArgumentException when a tag is none of an entity's
   */
  public static List<Entity> entities(List<String> tags) {
    return EntityScheme.CONLL.entities(bioes(tags));
  }

  private record Found(TaggedSentence sentence, String tag) {}

  private interface Wanted {
    boolean is(String tag);
  }

  private static @Nullable Found find(List<TaggedSentence> sentences, Wanted wanted) {
    for (TaggedSentence sentence : sentences) {
      for (String tag : sentence.tags()) {
        if (wanted.is(tag)) {
          return new Found(sentence, tag);
        }
      }
    }
    return null;
  }

  /** The first tag with that prefix that has no tag of the same type before it. */
  private static @Nullable Found firstWith(char prefix, TaggedSentence sentence) {
    String last = OUTSIDE;
    for (String tag : sentence.tags()) {
      if (tag.charAt(0) == prefix && !tag.equals(OUTSIDE) && !type(tag).equals(type(last))) {
        return new Found(sentence, tag);
      }
      last = tag;
    }
    return null;
  }

  private static String type(String tag) {
    return tag.equals(OUTSIDE) ? "" : tag.substring(2);
  }

  private static void checkBioes(TaggedSentence sentence) {
    List<String> tags = bioes(sentence.tags());
    if (!EntityScheme.IOBES.entities(tags).equals(EntityScheme.CONLL.entities(tags))) {
      throw new DataException(
          "%s: mixed schemes: the tags of this sentence are no BIOES, which has S for one word, else B, I … and E: %s"
              .formatted(sentence.place(), Shown.of(String.join(" ", sentence.tags()))));
    }
  }

  /** L is E and U is S in what others call BILOU. */
  private static List<String> bioes(List<String> tags) {
    return tags.stream()
        .map(tag ->
            switch (tag.charAt(0)) {
              case 'L' -> "E" + tag.substring(1);
              case 'U' -> "S" + tag.substring(1);
              default -> tag;
            })
        .toList();
  }

  /** The same entities in tags of {@link #IOB2}; plain tags as they are. */
  TaggedSentence read(TaggedSentence sentence) {
    return switch (this) {
      case PLAIN, IOB2 -> sentence;
      case IOB1, BIOES -> {
        List<String> tags = new ArrayList<>(Collections.nCopies(sentence.size(), OUTSIDE));
        for (Entity entity : entities(sentence.tags())) {
          for (int w = entity.from(); w < entity.to(); w++) {
            tags.set(w, (w == entity.from() ? "B-" : "I-") + entity.type());
          }
        }
        yield sentence.withTags(tags);
      }
    };
  }
}
