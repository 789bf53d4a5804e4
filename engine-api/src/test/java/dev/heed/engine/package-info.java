/** Discovery and choice over providers made up for it. */
@NullMarked
package dev.heed.engine;

import org.jspecify.annotations.NullMarked;
