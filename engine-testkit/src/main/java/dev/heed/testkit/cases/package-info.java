/**
 * On which shapes, spans and values each op is tried: one file per family of ops. A case is data:
 * an op over shapes without memory, and the values of its inputs; where they lie in memory, and
 * what is checked, is decided elsewhere. Start with {@link dev.heed.testkit.cases.Case}.
 */
@NullMarked
package dev.heed.testkit.cases;

import org.jspecify.annotations.NullMarked;
