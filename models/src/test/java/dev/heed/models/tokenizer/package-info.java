/**
 * Tests of the tokenizers. The judge is Hugging Face's own tokenizer library, through {@link
 * dev.heed.models.tokenizer.ReferenceTokenizer}; what it does not read, such as a vocab.txt, is
 * compared with the same tokenizer in the form that it does.
 */
@NullMarked
package dev.heed.models.tokenizer;

import org.jspecify.annotations.NullMarked;
