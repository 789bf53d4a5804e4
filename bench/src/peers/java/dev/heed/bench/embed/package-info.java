/**
 * Sentence embeddings of one model by several engines in one process: Heed, ONNX Runtime, and
 * langchain4j as shipped. {@link dev.heed.bench.embed.EmbeddingTable} is the program.
 */
@NullMarked
package dev.heed.bench.embed;

import org.jspecify.annotations.NullMarked;
