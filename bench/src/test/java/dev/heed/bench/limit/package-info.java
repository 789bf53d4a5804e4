/** Whether the roofs are measured where they should be. */
@NullMarked
package dev.heed.bench.limit;

import org.jspecify.annotations.NullMarked;
