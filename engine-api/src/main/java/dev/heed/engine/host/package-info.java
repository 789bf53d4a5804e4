/**
 * Memory and queues for backends that compute where the JVM's own memory is. A CPU backend extends
 * {@link dev.heed.engine.host.HostBackend} and {@link dev.heed.engine.host.HostQueue} and writes
 * only its kernels; a device backend has no use for this package.
 */
@NullMarked
package dev.heed.engine.host;

import org.jspecify.annotations.NullMarked;
