/**
 * The public ONNX node vectors, run on any backend: {@link dev.heed.testkit.onnx.OnnxNodeVectors}
 * is what a backend subclasses. One file per family of operators says how ONNX writes what Heed's
 * ops compute; the adapter reshapes, transposes, broadcasts by copying and casts, and computes
 * nothing itself. What Heed's ops cannot express stands in {@code not-expressible.txt}, each with
 * its reason. Reading models is not done here: only single nodes with their inputs and outputs.
 */
@NullMarked
package dev.heed.testkit.onnx;

import org.jspecify.annotations.NullMarked;
