/**
 * Embeddings as files: JSON lines, CSV, and NumPy's npy.
 *
 * <p>A format belongs here if it holds one vector a text. Start reading at {@link
 * dev.heed.app.vectors.VectorSink}.
 */
@NullMarked
package dev.heed.app.vectors;

import org.jspecify.annotations.NullMarked;
