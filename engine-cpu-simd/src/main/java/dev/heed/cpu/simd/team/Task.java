package dev.heed.cpu.simd.team;

/** Work in parts that may run in any order and at the same time. */
@FunctionalInterface
public interface Task {
  /**
   * Runs one part.
   *
   * @param part 0 to the number of parts − 1
   * @param member who runs it, 0 to the size of the team − 1: no two at a time have one number, so
   *     that it can index scratch memory
   */
  void run(int part, int member);
}
