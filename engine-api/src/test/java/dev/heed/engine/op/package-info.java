/** What the constructors of ops refuse, and with which words. */
@NullMarked
package dev.heed.engine.op;

import org.jspecify.annotations.NullMarked;
