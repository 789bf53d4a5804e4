/** Layouts, spans and sizes against what counting says. */
@NullMarked
package dev.heed.engine.tensor;

import org.jspecify.annotations.NullMarked;
