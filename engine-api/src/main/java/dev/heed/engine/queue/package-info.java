/**
 * What every command queue checks, whatever it runs on: for those who write a backend. Start with
 * {@link dev.heed.engine.queue.QueueGate}.
 */
@NullMarked
package dev.heed.engine.queue;

import org.jspecify.annotations.NullMarked;
