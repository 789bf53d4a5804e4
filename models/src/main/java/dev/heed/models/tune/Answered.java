package dev.heed.models.tune;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What stands beside some texts: their answers, and the numbers of their columns.
 *
 * @param answers as the loss wants them
 * @param numbers [examples][features]; null where there are no such columns
 */
record Answered<T>(T answers, float @Nullable [][] numbers) {
  /** With all values: a checkpoint knows its data by this. */
  @Override
  public String toString() {
    return Arrays.deepToString(new Object[] {answers, numbers});
  }
}
