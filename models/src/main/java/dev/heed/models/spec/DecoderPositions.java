package dev.heed.models.spec;

import java.util.List;

/** How a decoder tells the places of a text apart. */
public sealed interface DecoderPositions {
  /** The rotations that layers choose from; empty where there are none. */
  List<RotarySpec> rotaries();

  /**
   * Tokens beyond which a text has other rotations than up to there; {@link Integer#MAX_VALUE}
   * where all texts have the same.
   */
  default int switchesAfter() {
    return rotaries().stream()
        .flatMapToInt(rotary -> rotary.scaling().switchesAfter().stream())
        .min()
        .orElse(Integer.MAX_VALUE);
  }

  /** Queries and keys are rotated (Su et al., 2021). */
  record Rotary(List<RotarySpec> rotaries) implements DecoderPositions {
    public Rotary {
      rotaries = List.copyOf(rotaries);
    }
  }

  /**
   * A learned table whose row for a place is added to the embedding: GPT-2.
   *
   * @param rows of the table
   */
  record Learned(int rows) implements DecoderPositions {
    public Learned {
      if (rows < 1) {
        throw new ModelException("positions: a table of %d rows".formatted(rows));
      }
    }

    @Override
    public List<RotarySpec> rotaries() {
      return List.of();
    }
  }
}
