@NullMarked
package dev.heed.models.autograd;

import org.jspecify.annotations.NullMarked;
