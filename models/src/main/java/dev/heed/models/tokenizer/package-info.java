/**
 * Turns text into the token ids of a model and back, exactly as the tokenizer that the model was
 * trained with.
 *
 * <p>Here belong the tokenizers (WordPiece so far; byte-level BPE and Unigram have their place
 * beside it), the readers of their files (tokenizer.json, vocab.txt) and the Unicode data that they
 * pin. Chat templates, padding and tensors do not belong here: an {@link
 * dev.heed.models.tokenizer.Encoding} is never padded, and nothing here needs a backend.
 *
 * <p>Start with {@link dev.heed.models.tokenizer.Tokenizer}; then {@code WordPiecePipeline}, which
 * is the road from text to ids on one page. Files are taken for hostile: each refusal is a {@link
 * dev.heed.models.tokenizer.TokenizerFormatException}.
 */
@NullMarked
package dev.heed.models.tokenizer;

import org.jspecify.annotations.NullMarked;
