/**
 * Tests of the tokenizers. The judge is Hugging Face's own tokenizer library, through {@link
 * dev.heed.models.tokenizer.ReferenceTokenizer}; where it offers no access, the files under {@code
 * src/test/resources/dev/heed/models/tokenizer} hold what its Python package answered.
 */
@NullMarked
package dev.heed.models.tokenizer;

import org.jspecify.annotations.NullMarked;
