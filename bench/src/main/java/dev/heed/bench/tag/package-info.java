/** What tuning for tags of words gives, on sentences that are made here. */
@NullMarked
package dev.heed.bench.tag;

import org.jspecify.annotations.NullMarked;
