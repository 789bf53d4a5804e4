package dev.heed.models.tokenizer;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The tokens of one text while it is encoded, before special tokens are added round them. */
final class TokenBuffer {
  private int[] ids;
  private @Nullable String[] tokens;
  private int[] starts;
  private int[] ends;
  private int[] words;
  private int size;
  private int word = -1;

  TokenBuffer(int capacity) {
    int room = Math.max(capacity, 8);
    ids = new int[room];
    tokens = new String[room];
    starts = new int[room];
    ends = new int[room];
    words = new int[room];
  }

  int size() {
    return size;
  }

  /** The tokens that follow belong to the next word. */
  void nextWord() {
    word++;
  }

  void add(int id, String token, int start, int end) {
    if (size == ids.length) {
      grow();
    }
    ids[size] = id;
    tokens[size] = token;
    starts[size] = start;
    ends[size] = end;
    words[size] = word;
    size++;
  }

  /** Adds all tokens of another as those of one word. */
  void append(TokenBuffer other, int ofWord) {
    word = ofWord;
    for (int i = 0; i < other.size; i++) {
      add(other.ids[i], other.token(i), other.starts[i], other.ends[i]);
    }
  }

  /** Takes back all tokens but the first {@code newSize}. */
  void cutTo(int newSize) {
    size = newSize;
  }

  int id(int index) {
    return ids[index];
  }

  String token(int index) {
    String token = tokens[index];
    if (token == null) {
      throw new IndexOutOfBoundsException(index);
    }
    return token;
  }

  int start(int index) {
    return starts[index];
  }

  int end(int index) {
    return ends[index];
  }

  int word(int index) {
    return words[index];
  }

  private void grow() {
    int capacity = Math.multiplyExact(size, 2);
    ids = Arrays.copyOf(ids, capacity);
    tokens = Arrays.copyOf(tokens, capacity);
    starts = Arrays.copyOf(starts, capacity);
    ends = Arrays.copyOf(ends, capacity);
    words = Arrays.copyOf(words, capacity);
  }
}
