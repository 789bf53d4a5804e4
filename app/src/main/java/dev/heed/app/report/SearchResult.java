package dev.heed.app.report;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a search gave.
 *
 * @param query what was looked for
 * @param model that judged
 * @param backend the device that computed
 * @param files what was looked into
 * @param hits the best passages, best first
 * @param seconds it took, from the loaded model to the last hit
 */
public record SearchResult(
    String query,
    String model,
    String backend,
    List<Searched> files,
    List<Hit> hits,
    double seconds) {

  /**
   * A file that was looked into.
   *
   * @param passages in it
   * @param reused whether its index was there before
   * @param index where that is kept; empty for none
   */
  public record Searched(String file, long passages, boolean reused, Optional<Path> index) {
    /** A file that was read without an index. */
    public static Searched unindexed(String file, long passages) {
      return new Searched(file, passages, false, Optional.empty());
    }
  }

  /**
   * A passage that was found.
   *
   * @param line where it begins in its file
   * @param truncated whether the model read less than all of it; empty where that is not known
   */
  public record Hit(
      double score, String file, long line, String text, Optional<Boolean> truncated) {
    /** A passage of which it is not known whether it was cut. */
    public Hit(double score, String file, long line, String text) {
      this(score, file, line, text, Optional.empty());
    }

    /** The same as a model judged it. */
    public Hit judged(double verdict, boolean cut) {
      return new Hit(verdict, file, line, text, Optional.of(cut));
    }
  }

  /** Passages of all files together. */
  public long passages() {
    return files.stream().mapToLong(Searched::passages).sum();
  }
}
