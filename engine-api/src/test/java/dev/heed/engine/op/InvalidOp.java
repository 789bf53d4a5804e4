package dev.heed.engine.op;

import java.util.function.Supplier;

/**
 * An op that its constructor refuses.
 *
 * @param message what the error says, the op's name first
 * @param op makes it
 */
record InvalidOp(String message, Supplier<Op> op) {
  @Override
  public String toString() {
    return message;
  }
}
