package dev.heed.models.generate;

import dev.heed.models.random.SplitMix;
import java.util.Arrays;

/**
 * The tokens that are left to choose from, and how much each weighs.
 *
 * <p>A token is a key that orders it: its rank, a float, in the upper half, and its id, inverted,
 * in the lower. Of equal ranks the smallest id comes first, and no two keys are equal. Whatever is
 * kept is found by partitions around a pivot, as in quickselect: about three looks at each key,
 * where sorting a vocabulary of 256,000 takes twenty.
 */
final class Candidates {
  /** Tokens whose greatest score stands for them when the best are looked for. */
  private static final int BLOCK = 64;

  private long[] keys = {};
  private double[] weights = {}; // by id
  private long[] kept = {}; // a bit per id
  private float[] blocks = {};
  private int size;

  int size() {
    return size;
  }

  /** The i-th token, in no order but after {@link #sort}. */
  int id(int i) {
    return ~(int) keys[i];
  }

  /** All of scores[from, from + count) but those that are −∞. */
  void fill(float[] scores, int from, int count) {
    reserve(count);
    size = 0;
    for (int id = 0; id < count; id++) {
      float score = scores[from + id];
      if (score > Float.NEGATIVE_INFINITY) {
        keys[size++] = key(score, id);
      }
    }
  }

  /**
   * The {@code most} greatest of scores[from, from + count), and perhaps more down to some score.
   *
   * <p>The greatest of every block are looked at first: the least of the {@code most} greatest of
   * these has at least so many scores above it, so nothing below it is wanted.
   */
  void fillGreatest(float[] scores, int from, int count, int most) {
    int blockCount = Math.ceilDiv(count, BLOCK);
    if (most >= blockCount) {
      fill(scores, from, count);
      return;
    }
    reserve(count);
    size = 0;
    for (int b = 0; b < blockCount; b++) {
      float greatest = Float.NEGATIVE_INFINITY;
      int end = Math.min(count, (b + 1) * BLOCK);
      for (int id = b * BLOCK; id < end; id++) {
        greatest = Math.max(greatest, scores[from + id]);
      }
      blocks[b] = greatest;
      keys[size++] = key(greatest, b);
    }
    keepGreatest(most);
    float least = Float.POSITIVE_INFINITY;
    for (int i = 0; i < size; i++) {
      least = Math.min(least, blocks[id(i)]);
    }
    size = 0;
    for (int b = 0; b < blockCount; b++) {
      if (blocks[b] >= least) {
        int end = Math.min(count, (b + 1) * BLOCK);
        for (int id = b * BLOCK; id < end; id++) {
          float score = scores[from + id];
          if (score >= least && score > Float.NEGATIVE_INFINITY) {
            keys[size++] = key(score, id);
          }
        }
      }
    }
  }

  /** Weighs each candidate with e^((score − most) · scale); gives the sum. */
  double weigh(float[] scores, double most, double scale) {
    double sum = 0;
    for (int i = 0; i < size; i++) {
      int id = id(i);
      double weight = Exponential.exp((scores[id] - most) * scale);
      weights[id] = weight;
      sum += weight;
    }
    return sum;
  }

  /** The sum of the weights. */
  double weight() {
    double sum = 0;
    for (int i = 0; i < size; i++) {
      sum += weights[id(i)];
    }
    return sum;
  }

  /** Keeps the {@code most} greatest. */
  void keepGreatest(int most) {
    if (most >= size) {
      return;
    }
    int low = 0;
    int high = size - 1;
    while (low < high) {
      int pivot = partition(low, high);
      if (pivot == most) {
        break;
      }
      if (pivot > most) {
        high = pivot - 1;
      } else {
        low = pivot + 1;
      }
    }
    size = most;
  }

  /** Keeps the fewest of the greatest that weigh so much together. */
  void keepMass(double mass) {
    double needed = mass;
    int low = 0;
    int high = size - 1;
    while (low <= high) {
      int pivot = partition(low, high);
      double above = 0;
      for (int i = low; i < pivot; i++) {
        above += weights[id(i)];
      }
      double withPivot = above + weights[id(pivot)];
      if (above >= needed) {
        high = pivot - 1;
      } else if (withPivot >= needed) {
        size = pivot + 1;
        return;
      } else {
        needed -= withPivot;
        low = pivot + 1;
      }
    }
    size = Math.max(1, low); // rounding kept the sum from reaching the mass
  }

  /** Keeps those that weigh at least so much. */
  void keepHeavier(double least) {
    int left = 0;
    for (int i = 0; i < size; i++) {
      if (weights[id(i)] >= least) {
        keys[left++] = keys[i];
      }
    }
    size = left;
  }

  /** Keeps the fewest that have this share of the weight, nearest to the entropy first. */
  void keepTypical(double share, float[] scores, double most, double scale) {
    double sum = weight();
    double logSum = StrictMath.log(sum);
    double entropy = 0;
    for (int i = 0; i < size; i++) {
      int id = id(i);
      if (weights[id] > 0) {
        entropy += weights[id] / sum * (logSum - (scores[id] - most) * scale);
      }
    }
    for (int i = 0; i < size; i++) {
      int id = id(i);
      double surprise = logSum - (scores[id] - most) * scale; // −log(probability)
      keys[i] = key((float) -Math.abs(surprise - entropy), id);
    }
    keepMass(share * sum);
  }

  /** The candidate in whose part of the weights, in the order of ids, a share of them all lies. */
  int draw(double uniform) {
    for (int i = 0; i < size; i++) {
      int id = id(i);
      kept[id >> 6] |= 1L << id;
    }
    int words = (weights.length + 63) >> 6;
    double sum = 0;
    for (int word = 0; word < words; word++) {
      for (long bits = kept[word]; bits != 0; bits &= bits - 1) {
        sum += weights[(word << 6) + Long.numberOfTrailingZeros(bits)];
      }
    }
    double left = uniform * sum;
    int drawn = -1;
    for (int word = 0; word < words; word++) {
      for (long bits = kept[word]; bits != 0; bits &= bits - 1) {
        int id = (word << 6) + Long.numberOfTrailingZeros(bits);
        if (left >= 0 && weights[id] > 0) {
          drawn = id; // stays the last one with weight, should rounding leave something over
          left -= weights[id];
        }
      }
      kept[word] = 0;
    }
    return drawn;
  }

  /** The greatest first. */
  void sort() {
    Arrays.sort(keys, 0, size);
    for (int i = 0, j = size - 1; i < j; i++, j--) {
      swap(i, j);
    }
  }

  /**
   * Puts one of keys[low, high] where it belongs, the greater ones before it; gives its place.
   *
   * <p>The pivot is taken from anywhere, but always the same: logits in the order of their size are
   * no worse than others.
   */
  private int partition(int low, int high) {
    int span = high - low + 1;
    swap(low + (int) Long.remainderUnsigned(SplitMix.mix(span), span), high);
    long pivot = keys[high];
    int end = low;
    for (int i = low; i < high; i++) {
      long key = keys[i];
      if (key > pivot) {
        keys[i] = keys[end];
        keys[end++] = key;
      }
    }
    swap(end, high);
    return end;
  }

  private void swap(int i, int j) {
    long key = keys[i];
    keys[i] = keys[j];
    keys[j] = key;
  }

  private void reserve(int count) {
    if (keys.length < count) {
      keys = new long[count];
      weights = new double[count];
      kept = new long[(count + 63) >> 6];
      blocks = new float[Math.ceilDiv(count, BLOCK)];
    }
  }

  private static long key(float rank, int id) {
    int bits = Float.floatToRawIntBits(rank + 0.0f); // −0 becomes 0
    int ordered = bits ^ ((bits >> 31) & 0x7fffffff);
    return ((long) ordered << 32) | (~id & 0xffffffffL);
  }
}
