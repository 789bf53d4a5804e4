/** Tests of whole models: against golden values, and against themselves in other batches. */
@NullMarked
package dev.heed.models.arch;

import org.jspecify.annotations.NullMarked;
