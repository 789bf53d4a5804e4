package dev.heed.models.data;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How many pairs go into one batch, where each is told apart from the others: no two of one group,
 * and no text twice, since that would be a wrong answer that is right.
 *
 * @param tokens in one batch, at most
 * @param pairs in one batch, at most; at least 2
 */
public record PairBudget(int tokens, int pairs) {
  /** Less leaves nothing to be told apart from. */
  private static final int LEAST = 2;

  /** Checks that there is room for two pairs. */
  public PairBudget {
    if (tokens < 1 || pairs < LEAST) {
      throw new DataException(
          "batches of pairs: expected at least 1 token and %d pairs, found %,d and %,d"
              .formatted(LEAST, tokens, pairs));
    }
  }

  /** The pairs of one group that are left, and where it stands among groups with as many. */
  private record Group(int drawn, Deque<TextPair> left) {
    private static final Comparator<Group> FULLEST =
        Comparator.<Group>comparingInt(group -> -group.left.size()).thenComparingInt(Group::drawn);
  }

  /**
   * The batches of one epoch, each of at least two pairs: a function of the arguments. They are
   * smaller where a group has more pairs than there would be batches; what is left of one when all
   * others are used up is not in this epoch.
   *
   * @param lengths of the texts, in tokens
   * @param epoch from 0
   * @throws DataException if a pair has more tokens than a batch
   */
  public List<List<TextPair>> batches(TextPairs pairs, int[] lengths, long seed, int epoch) {
    Draws draws = new Draws(seed, Draws.Use.PAIR_BATCHES, epoch);
    PriorityQueue<Group> groups = groups(pairs.pairs(seed, epoch), draws);
    List<List<TextPair>> batches = new ArrayList<>();
    int left = pairs.size();
    while (!groups.isEmpty()) {
      // As many batches as the fullest group has pairs, at least, and all of like size.
      int wanted = Math.max(Math.ceilDiv(left, this.pairs), groups.element().left().size());
      int most = Math.max(LEAST, Math.ceilDiv(left, wanted));
      List<TextPair> batch = next(groups, most, pairs, lengths, draws);
      left -= batch.size();
      if (batch.size() >= LEAST) {
        batches.add(batch);
      }
    }
    int[] order = new int[batches.size()];
    Arrays.setAll(order, b -> b);
    draws.shuffle(order);
    return Arrays.stream(order).mapToObj(batches::get).toList();
  }

  /** Those with most left first: so that no group remains alone at the end, where that can be. */
  private static PriorityQueue<Group> groups(List<TextPair> all, Draws draws) {
    int[] order = new int[all.size()];
    Arrays.setAll(order, p -> p);
    draws.shuffle(order);
    Map<Integer, Group> groups = new LinkedHashMap<>();
    for (int p : order) {
      groups
          .computeIfAbsent(all.get(p).group(), _ -> new Group(draw(draws), new ArrayDeque<>()))
          .left()
          .add(all.get(p));
    }
    PriorityQueue<Group> fullest = new PriorityQueue<>(Group.FULLEST);
    fullest.addAll(groups.values());
    return fullest;
  }

  private static int draw(Draws draws) {
    return draws.below(Integer.MAX_VALUE);
  }

  private List<TextPair> next(
      PriorityQueue<Group> groups, int most, TextPairs pairs, int[] lengths, Draws draws) {
    List<TextPair> batch = new ArrayList<>();
    List<Group> aside = new ArrayList<>();
    Set<Integer> taken = new HashSet<>();
    int held = 0;
    while (batch.size() < most && !groups.isEmpty()) {
      Group group = groups.remove();
      TextPair pair = first(group, taken, pairs);
      if (pair != null) {
        int size = size(pair, lengths);
        if (held > tokens - size) {
          groups.add(group);
          break;
        }
        held += size;
        batch.add(pair);
        group.left().remove(pair);
        keys(pair, pairs).forEach(taken::add);
      }
      aside.add(group);
    }
    for (Group group : aside) {
      if (!group.left().isEmpty()) {
        // Another place among equals: else the same labels would meet in each batch.
        groups.add(new Group(draw(draws), group.left()));
      }
    }
    return batch;
  }

  private int size(TextPair pair, int[] lengths) {
    int size = Arrays.stream(pair.texts()).map(text -> lengths[text]).sum();
    if (size > tokens) {
      throw new DataException(
          "batches of pairs: the texts of example %,d have %,d tokens together; expected at most %,d, which is the budget of a batch"
              .formatted(pair.example() + 1, size, tokens));
    }
    return size;
  }

  /** The first pair none of whose texts is there already; null where all have one that is. */
  private static @Nullable TextPair first(Group group, Set<Integer> taken, TextPairs pairs) {
    for (TextPair pair : group.left()) {
      if (keys(pair, pairs).noneMatch(taken::contains)) {
        return pair;
      }
    }
    return null;
  }

  private static IntStream keys(TextPair pair, TextPairs pairs) {
    return Arrays.stream(pair.texts()).map(pairs::key);
  }
}
