/**
 * The contract in plain loops: what each op does, one row after the other on one thread, in double
 * precision and rounded once. Clearness comes first; speed belongs to the other backends. Read an
 * op's page and its kernel side by side, starting from {@link
 * dev.heed.cpu.reference.ReferenceQueue}.
 *
 * <p>Every kernel reads rows into arrays, computes, and writes rows back (see {@code Rows}), so
 * that heap arrays, mapped files, half floats and strides all meet the same arithmetic, and an
 * output that is its own input is no special case. Transcendental functions are those of {@link
 * StrictMath}: the same bits on every machine and however warm the JVM is.
 */
@NullMarked
package dev.heed.cpu.reference;

import org.jspecify.annotations.NullMarked;
