@NullMarked
package dev.heed.bench.tag;

import org.jspecify.annotations.NullMarked;
