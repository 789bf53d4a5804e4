/**
 * Sentence embeddings of one model by several engines in one process: Heed, ONNX Runtime,
 * langchain4j as shipped, and sentence-transformers in a child process. The programs are {@link
 * dev.heed.bench.embed.EmbeddingTable}, for many callers at once {@link
 * dev.heed.bench.embed.LatencyTable}, and for what 8-bit arithmetic costs {@link
 * dev.heed.bench.embed.QualityTable}.
 */
@NullMarked
package dev.heed.bench.embed;

import org.jspecify.annotations.NullMarked;
