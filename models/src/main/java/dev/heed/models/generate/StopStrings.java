package dev.heed.models.generate;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Texts that end an answer, made ready to be found in text that comes in pieces: the automaton of
 * Aho and Corasick ("Efficient string matching", 1975). Immutable; each answer takes a {@link
 * StopScan} of its own.
 */
public final class StopStrings {
  /** A beginning of one or more stop strings. */
  static final class Node {
    /** A stop string that begins so. */
    final String text;

    /** Of it, the units that have been seen. */
    final int depth;

    final Map<Character, Node> next = new HashMap<>();

    /** The longest end of this that is another beginning; null for none. */
    @Nullable Node shorter;

    /** The longest stop string that ends here. */
    @Nullable String found;

    Node(String text, int depth) {
      this.text = text;
      this.depth = depth;
    }

    /** What has been seen when one more unit is. */
    Node step(char unit) {
      for (Node at = this; ; ) {
        Node on = at.next.get(unit);
        if (on != null) {
          return on;
        }
        if (at.shorter == null) {
          return at;
        }
        at = at.shorter;
      }
    }
  }

  private final Node root = new Node("", 0);

  private StopStrings() {}

  /**
   * The texts of options, or any others; may be none.
   *
   * @throws IllegalArgumentException for an empty one, or one that begins or ends within a
   *     character
   */
  public static StopStrings of(List<String> texts) {
    StopStrings strings = new StopStrings();
    texts.forEach(strings::add);
    strings.link();
    return strings;
  }

  /** Begins to look for them. */
  public StopScan scan() {
    return new StopScan(root);
  }

  static void check(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException(
          "a stop string is empty; expected at least one character, or no stop string");
    }
    if (Character.isLowSurrogate(text.charAt(0))
        || Character.isHighSurrogate(text.charAt(text.length() - 1))) {
      throw new IllegalArgumentException(
          "the stop string '%s' begins or ends within a character".formatted(text));
    }
  }

  private void add(String text) {
    check(text);
    Node at = root;
    for (int i = 0; i < text.length(); i++) {
      int depth = i + 1;
      at = at.next.computeIfAbsent(text.charAt(i), unit -> new Node(text, depth));
    }
    at.found = text;
  }

  /**
   * Links each node with a shorter one: nearest to the root first, for these are asked on the way.
   */
  private void link() {
    Deque<Node> waiting = new ArrayDeque<>(List.of(root));
    while (!waiting.isEmpty()) {
      Node node = waiting.remove();
      for (Map.Entry<Character, Node> entry : node.next.entrySet()) {
        Node child = entry.getValue();
        Node shorter = node.shorter == null ? root : node.shorter.step(entry.getKey());
        child.shorter = shorter;
        if (child.found == null) {
          child.found = shorter.found;
        }
        waiting.add(child);
      }
    }
  }
}
