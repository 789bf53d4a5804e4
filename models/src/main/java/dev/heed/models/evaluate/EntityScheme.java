package dev.heed.models.evaluate;

import java.util.ArrayList;
import java.util.List;

/**
 * How tags of tokens spell entities: {@code O}, or a prefix and a type, such as {@code B-PER}.
 *
 * <p>Ramshaw and Marcus, "Text chunking using transformation-based learning", 1995; the readings
 * are those of seqeval.
 */
public enum EntityScheme {
  /**
   * Lenient, as the program conlleval and as seqeval by default: an entity also starts with an I or
   * E after O or after another type. Takes all of B, I, O, E and S.
   */
  CONLL("BIOES") {
    @Override
    boolean starts(Tag last, Tag tag) {
      return switch (tag.prefix) {
        case 'O' -> false;
        case 'B', 'S' -> true;
        default -> "OES".indexOf(last.prefix) >= 0 || !last.type.equals(tag.type);
      };
    }

    @Override
    boolean ends(Tag last, Tag tag) {
      return switch (last.prefix) {
        case 'O' -> false;
        case 'E', 'S' -> true;
        default -> "BSO".indexOf(tag.prefix) >= 0 || !last.type.equals(tag.type);
      };
    }
  },
  /** Strict: B, then I of the same type. An I that continues nothing is no entity. */
  IOB2("BIO") {
    @Override
    boolean starts(Tag last, Tag tag) {
      return tag.prefix == 'B';
    }

    @Override
    boolean ends(Tag last, Tag tag) {
      return !(tag.prefix == 'I' && last.type.equals(tag.type));
    }
  },
  /**
   * Strict: S alone, or B, then I of the same type, and E at the end. Anything else is no entity.
   */
  IOBES("BIOES") {
    @Override
    boolean starts(Tag last, Tag tag) {
      return tag.prefix == 'B' || tag.prefix == 'S';
    }

    @Override
    boolean ends(Tag last, Tag tag) {
      boolean open = last.prefix == 'B' || last.prefix == 'I';
      return !(open && "IE".indexOf(tag.prefix) >= 0 && last.type.equals(tag.type));
    }

    @Override
    boolean complete(Tag last) {
      return last.prefix == 'S' || last.prefix == 'E';
    }
  };

  private static final Tag OUTSIDE = new Tag('O', "");

  private final String prefixes;

  EntityScheme(String prefixes) {
    this.prefixes = prefixes;
  }

  /**
   * Tokens from {@code from} to before {@code to} of a sentence that together name one thing.
   *
   * @param type such as {@code PER}; empty where a tag is only a prefix
   */
  public record Entity(String type, int from, int to) {}

  record Tag(char prefix, String type) {}

  /** True when an entity starts at a tag. */
  abstract boolean starts(Tag last, Tag tag);

  /** True when an entity that goes on until the last tag does not go on with the next one. */
  abstract boolean ends(Tag last, Tag tag);

  /** True when the last tag of an entity may be its last. */
  boolean complete(Tag last) {
    return true;
  }

  /**
   * The entities of one sentence, in their order.
   *
   * @throws IllegalArgumentException when a tag is none of the scheme's
   */
  public List<Entity> entities(List<String> tags) {
    List<Entity> entities = new ArrayList<>();
    Tag last = OUTSIDE;
    int from = -1;
    for (int i = 0; i <= tags.size(); i++) {
      Tag tag = i < tags.size() ? read(tags.get(i)) : OUTSIDE;
      if (from >= 0 && ends(last, tag)) {
        if (complete(last)) {
          entities.add(new Entity(last.type, from, i));
        }
        from = -1;
      }
      if (from < 0 && starts(last, tag)) {
        from = i;
      }
      last = tag;
    }
    return entities;
  }

  private Tag read(String tag) {
    boolean outside = tag.equals("O");
    boolean typed = tag.length() > 1 && tag.charAt(1) == '-' && tag.charAt(0) != 'O';
    if ((!outside && !typed && tag.length() != 1)
        || tag.isEmpty()
        || prefixes.indexOf(tag.charAt(0)) < 0) {
      throw Inputs.wrong(
          "entities",
          "tag '%s'; expected one of %s, all but O with a type, such as B-PER"
              .formatted(tag, prefixes));
    }
    return new Tag(tag.charAt(0), typed ? tag.substring(2) : "");
  }
}
