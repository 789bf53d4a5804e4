/**
 * Writes models that were learned as Hugging Face's libraries read them: folders with
 * configuration, weights and tokenizer, and changes of low rank in the layout of PEFT.
 *
 * <p>How a file is laid out byte by byte belongs to {@code checkpoint}, how models are read to
 * {@code load}. Start with {@link dev.heed.models.save.ModelFolder}, then {@link
 * dev.heed.models.save.AdapterFolder}.
 */
@NullMarked
package dev.heed.models.save;

import org.jspecify.annotations.NullMarked;
