/**
 * Pulls from hubs on this machine, honest ones and others. No test asks another machine. Start with
 * {@link dev.heed.models.hub.TestHub}.
 */
@NullMarked
package dev.heed.models.hub;

import org.jspecify.annotations.NullMarked;
