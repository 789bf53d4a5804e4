package dev.heed.models.tune;

import com.google.common.collect.Streams;
import com.google.common.primitives.ImmutableIntArray;
import dev.heed.models.data.DataException;
import dev.heed.models.data.DataFile;
import dev.heed.models.data.Example;
import dev.heed.models.data.Shuffle;
import dev.heed.models.data.TokenBudget;
import dev.heed.models.train.Batches;
import dev.heed.models.train.TrainingBatch;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Texts of a file that need not fit into memory, of which the length is kept of each. The file is
 * read again each epoch: texts are drawn from a buffer of those that come next, and windows of as
 * many whole steps as it would hold are put together by length. In memory are two buffers of texts.
 * Targets are [tokens]: the word that each belongs to.
 *
 * <p>Batches are made fast in their order; for one that comes before, the file is read again.
 */
final class StreamedTexts implements Batches<int[]>, AutoCloseable {
  private final DataFile file;
  private final MaskedInput input;
  private final TokenBudget budget;
  private final int buffer;
  private final int window;
  private final long seed;
  private final int[] lengths;
  private final TunedMaskedLanguage.Texts counts;
  private int epoch = -1;
  private @Nullable StepParts<int[]> planned;
  private @Nullable Reading reading;

  /**
   * Reads the file once.
   *
   * @param budget of a step, and of what is computed at once
   * @param buffer texts, at least those of a step
   * @param seed of the order
   * @throws DataException when it cannot be read, or has no text with a token that may be hidden
   */
  StreamedTexts(DataFile file, MaskedInput input, TokenBudget budget, int buffer, long seed) {
    if (buffer < budget.sequences()) {
      throw new DataException(
          "%s: a buffer of %,d texts has no room for a step of %,d; take a larger one"
              .formatted(file.name(), buffer, budget.sequences()));
    }
    this.file = file;
    this.input = input;
    this.budget = budget;
    this.buffer = buffer;
    this.window = buffer - buffer % budget.sequences();
    this.seed = seed;
    ImmutableIntArray.Builder all = ImmutableIntArray.builder();
    long learned = 0;
    long cut = 0;
    try (Stream<Example> examples = file.stream()) {
      for (Iterator<Example> each = examples.iterator(); each.hasNext(); ) {
        EncodedText text = input.input().encode(each.next());
        boolean isLearned = input.masking().hasOrdinary(text.ids());
        all.add(isLearned ? text.size() : 0);
        learned += isLearned ? 1 : 0;
        cut += isLearned && text.cut() ? 1 : 0;
      }
    }
    lengths = all.build().toArray();
    counts = new TunedMaskedLanguage.Texts(learned, lengths.length - learned, cut);
    if (learned == 0) {
      throw input.nothingToHide(file.name(), lengths.length);
    }
  }

  TunedMaskedLanguage.Texts counts() {
    return counts;
  }

  @Override
  public List<TrainingBatch<int[]>> epoch(int wanted) {
    return planned(wanted).batches();
  }

  @Override
  public List<List<TrainingBatch<int[]>>> steps(int wanted, int accumulation) {
    return planned(wanted).steps(accumulation);
  }

  private StepParts<int[]> planned(int wanted) {
    StepParts<int[]> known = planned;
    if (known == null || wanted != epoch) {
      int[] order =
          Streams.stream(
                  new Shuffle(seed)
                      .through(
                          IntStream.range(0, lengths.length).filter(n -> lengths[n] > 0).iterator(),
                          buffer,
                          wanted))
              .mapToInt(n -> n)
              .toArray();
      int[] inOrder = Arrays.stream(order).map(n -> lengths[n]).toArray();
      known =
          new StepParts<>(
              budget.steps(inOrder, window, seed, wanted), places -> batch(wanted, order, places));
      planned = known;
      epoch = wanted;
    }
    return known;
  }

  /** Those at some places of an epoch's order, all within one window. */
  private TrainingBatch<int[]> batch(int of, int[] order, int[] places) {
    int number = places[0] / window;
    List<EncodedText> held = reading(of, number).held;
    int[] there = Arrays.stream(places).map(place -> place - number * window).toArray();
    return new TrainingBatch<>(
        TextBatches.tokens(held, there),
        TextBatches.words(held, there),
        Arrays.stream(places).map(place -> order[place]).toArray());
  }

  private Reading reading(int of, int number) {
    Reading open = reading;
    if (open == null || open.epoch != of || open.number > number) {
      close();
      open = new Reading(of);
      reading = open;
    }
    while (open.number < number) {
      open.next();
    }
    return open;
  }

  /** Closes the file. */
  @Override
  public void close() {
    Reading open = reading;
    if (open != null) {
      open.examples.close();
      reading = null;
    }
  }

  /** One going through the file, in the order of an epoch. */
  private final class Reading {
    final int epoch;
    int number = -1;
    List<EncodedText> held = List.of();
    private final Stream<Example> examples = file.stream();
    private final Iterator<EncodedText> texts;

    Reading(int epoch) {
      this.epoch = epoch;
      this.texts =
          new Shuffle(seed)
              .through(
                  Streams.mapWithIndex(examples, Numbered::new)
                      .filter(numbered -> length(numbered.number()) > 0)
                      .map(numbered -> encoded(numbered))
                      .iterator(),
                  buffer,
                  epoch);
    }

    void next() {
      int size = (int) Math.min(window, counts.learned() - (number + 1L) * window);
      EncodedText[] next = new EncodedText[size];
      for (int i = 0; i < size; i++) {
        if (!texts.hasNext()) {
          throw changed();
        }
        next[i] = texts.next();
      }
      held = List.of(next);
      number++;
    }
  }

  private record Numbered(Example example, long number) {}

  private int length(long number) {
    if (number >= lengths.length) {
      throw changed();
    }
    return lengths[(int) number];
  }

  private EncodedText encoded(Numbered numbered) {
    EncodedText text = input.input().encode(numbered.example());
    if (text.size() != length(numbered.number())) {
      throw changed();
    }
    return text;
  }

  private DataException changed() {
    return new DataException(
        "%s: was changed while it was learned from; begin again".formatted(file.name()));
  }
}
