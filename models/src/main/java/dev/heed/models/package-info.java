/**
 * Transformers for programs: what a Java developer meets first.
 *
 * <p>Each class here takes texts and gives results, is made by one call, may be used by any number
 * of threads, and is closed at the end. What they are made of lies below: {@code load}, {@code
 * arch}, {@code nn}, {@code spec}, {@code tokenizer}, {@code checkpoint}. Start with {@link
 * dev.heed.models.TextEmbedder}.
 */
@NullMarked
package dev.heed.models;

import org.jspecify.annotations.NullMarked;
