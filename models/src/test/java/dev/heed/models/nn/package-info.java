/** Tests of single layers. */
@NullMarked
package dev.heed.models.nn;

import org.jspecify.annotations.NullMarked;
