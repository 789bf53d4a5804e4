/**
 * The doctor behind {@code heed backends}: whether each kernel family of a backend computes what
 * the reference computes, and how fast the backend is.
 *
 * <p>This is a quick look at the machine at hand, not the contract: that is the conformance suite
 * of {@code engine-testkit}. Start reading at {@link dev.heed.app.doctor.SelfTest} and {@link
 * dev.heed.app.doctor.Speed}.
 */
@NullMarked
package dev.heed.app.doctor;

import org.jspecify.annotations.NullMarked;
