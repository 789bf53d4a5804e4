/**
 * What an op computes on: element types, strided layouts, tensors, packed weights and the spans of
 * ragged batches. Shapes and views only: memory is owned by scopes, and no arithmetic happens here.
 * Start with {@link dev.heed.engine.tensor.Tensor}.
 */
@NullMarked
package dev.heed.engine.tensor;

import org.jspecify.annotations.NullMarked;
