/**
 * Text generation by a small language model, against other engines on the same GGUF files: {@link
 * dev.heed.bench.generate.GenerateTable} is the program, {@link dev.heed.bench.generate.Generator}
 * what each engine is to it.
 */
@NullMarked
package dev.heed.bench.generate;

import org.jspecify.annotations.NullMarked;
