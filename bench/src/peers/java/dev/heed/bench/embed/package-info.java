/**
 * Sentence embeddings of one model by several engines in one process: Heed, ONNX Runtime,
 * langchain4j as shipped, and sentence-transformers in a child process. {@link
 * dev.heed.bench.embed.EmbeddingTable} is the program.
 */
@NullMarked
package dev.heed.bench.embed;

import org.jspecify.annotations.NullMarked;
