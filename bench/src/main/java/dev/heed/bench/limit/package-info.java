/** What the machine could do at best, measured in the same run as the work that is held to it. */
@NullMarked
package dev.heed.bench.limit;

import org.jspecify.annotations.NullMarked;
