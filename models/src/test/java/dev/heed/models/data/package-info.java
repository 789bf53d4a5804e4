/** Tests of files of examples, good and hostile ones, and of what is made of them. */
@NullMarked
package dev.heed.models.data;

import org.jspecify.annotations.NullMarked;
