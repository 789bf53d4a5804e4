@NullMarked
package dev.heed.models.tune;

import org.jspecify.annotations.NullMarked;
