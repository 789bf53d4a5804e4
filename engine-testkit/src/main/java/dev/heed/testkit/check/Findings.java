package dev.heed.testkit.check;

import dev.heed.testkit.oracle.HostTensor;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with one case: all of it, not the first thing only. */
final class Findings {
  private final String name;
  private final List<String> found = new ArrayList<>();

  Findings(String name) {
    this.name = name;
  }

  void add(Check check, String what) {
    found.add(check.label() + " " + what);
  }

  /** The outputs of two runs that must not differ by a bit. */
  void same(Check check, List<HostTensor> expected, List<HostTensor> got) {
    for (int o = 0; o < expected.size(); o++) {
      HostTensor right = expected.get(o);
      int e = right.firstDifference(got.get(o));
      if (e >= 0) {
        add(
            check,
            "output %d differs at %s: %s (0x%X) became %s (0x%X)"
                .formatted(
                    o,
                    right.place(e),
                    right.get(e),
                    right.bits(e),
                    got.get(o).get(e),
                    got.get(o).bits(e)));
      }
    }
  }

  void throwIfAny() {
    if (!found.isEmpty()) {
      throw new AssertionError(name + ":\n  " + String.join("\n  ", found));
    }
  }
}
