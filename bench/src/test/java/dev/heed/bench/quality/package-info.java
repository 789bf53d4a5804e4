/** Whether the data set is read as it stands, and labels go to whom they belong. */
@NullMarked
package dev.heed.bench.quality;

import org.jspecify.annotations.NullMarked;
