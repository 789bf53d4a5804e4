@NullMarked
package dev.heed.models.train;

import org.jspecify.annotations.NullMarked;
