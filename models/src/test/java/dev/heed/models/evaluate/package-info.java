/** Tests of metrics against the Python packages that are usual for each, and by hand. */
@NullMarked
package dev.heed.models.evaluate;

import org.jspecify.annotations.NullMarked;
