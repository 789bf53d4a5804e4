/**
 * The errors that Heed throws on purpose. Every one extends {@link
 * dev.heed.engine.error.HeedException} and says what came, what was expected and what to do.
 * Nothing else belongs here.
 */
@NullMarked
package dev.heed.engine.error;

import org.jspecify.annotations.NullMarked;
