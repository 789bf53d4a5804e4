/**
 * Turns text into the token ids of a model and back, exactly as the tokenizer that the model was
 * trained with.
 *
 * <p>Here belong the tokenizers (WordPiece, byte-pair encoding by bytes and as SentencePiece has
 * it, Unigram), the readers of their files (tokenizer.json, vocab.txt, vocab.json with merges.txt,
 * .model, tokenizer.bin of llama2.c) and the Unicode data that they pin. Chat templates, padding
 * and tensors do not belong here: an {@link dev.heed.models.tokenizer.Encoding} is never padded,
 * and nothing here needs a backend. GGUF files are not known here either: what they say comes as a
 * {@link dev.heed.models.tokenizer.GgufVocabulary}.
 *
 * <p>Start with {@link dev.heed.models.tokenizer.Tokenizer}; then {@code TextPipeline} and {@code
 * WordPiecePipeline}, which are the roads from text to ids on one page each, and {@code
 * TokenDecoder}, the way back. Files are taken for hostile: each refusal is a {@link
 * dev.heed.models.tokenizer.TokenizerFormatException}.
 */
@NullMarked
package dev.heed.models.tokenizer;

import org.jspecify.annotations.NullMarked;
