/** The kit tried on a backend that is right and on backends that are wrong on purpose. */
@NullMarked
package dev.heed.testkit.self;

import org.jspecify.annotations.NullMarked;
