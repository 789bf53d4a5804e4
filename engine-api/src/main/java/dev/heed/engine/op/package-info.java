/**
 * Ops as values: one record each, checked in its constructor, so that a backend never sees a bad
 * shape. What an op computes is written on its page and in {@code docs/contract.md}; how, is the
 * backend's business. Start with {@link dev.heed.engine.op.Op}.
 */
@NullMarked
package dev.heed.engine.op;

import org.jspecify.annotations.NullMarked;
