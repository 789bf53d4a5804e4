/** The adapter's own work: reading archives, models and tensors, moving values, comparing them. */
@NullMarked
package dev.heed.testkit.onnx;

import org.jspecify.annotations.NullMarked;
