/**
 * The {@code heed} command line: one file per command, and {@link dev.heed.app.Heed}, which knows
 * them all and turns every outcome into an exit code.
 *
 * <p>What a command computes belongs to {@code dev.heed.models}; what it reads and writes to {@link
 * dev.heed.app.io}; options that several commands share to {@link dev.heed.app.flags}; how results
 * look to {@link dev.heed.app.report} and {@link dev.heed.app.console}. Start reading at {@link
 * dev.heed.app.Heed}, then any command.
 */
@NullMarked
package dev.heed.app;

import org.jspecify.annotations.NullMarked;
