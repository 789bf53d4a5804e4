/**
 * What every backend and its queues check, whatever they run on: for those who write one. Start
 * with {@link dev.heed.engine.queue.BackendLife}.
 */
@NullMarked
package dev.heed.engine.queue;

import org.jspecify.annotations.NullMarked;
