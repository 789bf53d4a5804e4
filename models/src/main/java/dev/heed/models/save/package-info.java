/**
 * Writes models that were learned as Hugging Face's libraries read them: folders with
 * configuration, weights and tokenizer.
 *
 * <p>How a file is laid out byte by byte belongs to {@code checkpoint}, how models are read to
 * {@code load}. Start with {@link dev.heed.models.save.ModelFolder}.
 */
@NullMarked
package dev.heed.models.save;

import org.jspecify.annotations.NullMarked;
