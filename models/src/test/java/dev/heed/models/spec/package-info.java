/** Tests of reading configurations. */
@NullMarked
package dev.heed.models.spec;

import org.jspecify.annotations.NullMarked;
