/** Tests of loading: what fits, what is missing, what it takes. */
@NullMarked
package dev.heed.models.load;

import org.jspecify.annotations.NullMarked;
