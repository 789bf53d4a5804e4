/**
 * Options that several commands share, and what they ask for: a backend, a model, files of
 * passages. What one command alone has stays in its class. Start reading at {@link
 * dev.heed.app.flags.BackendFlags}, which every command has.
 */
@NullMarked
package dev.heed.app.flags;

import org.jspecify.annotations.NullMarked;
