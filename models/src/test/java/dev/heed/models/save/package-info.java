/** Tests of {@code dev.heed.models.save}. */
@NullMarked
package dev.heed.models.save;

import org.jspecify.annotations.NullMarked;
