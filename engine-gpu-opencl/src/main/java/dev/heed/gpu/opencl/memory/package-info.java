/**
 * Memory of the device: scopes hand out parts of blocks, a pool keeps blocks for the next scope, a
 * ledger counts them, and a ring of host memory carries what goes to and fro. Start with {@link
 * dev.heed.gpu.opencl.memory.DeviceScope}.
 */
@NullMarked
package dev.heed.gpu.opencl.memory;

import org.jspecify.annotations.NullMarked;
