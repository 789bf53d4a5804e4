/**
 * Models that Heed saves, loaded by the libraries of Hugging Face: {@link
 * dev.heed.bench.saved.SavedTable} is the program, {@code bench/peers/saved_models.py} the other
 * side.
 */
@NullMarked
package dev.heed.bench.saved;

import org.jspecify.annotations.NullMarked;
