@NullMarked
package dev.heed.models.loss;

import org.jspecify.annotations.NullMarked;
