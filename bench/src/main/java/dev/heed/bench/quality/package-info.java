/**
 * What a loss of precision costs where it matters: labelled texts, and how often the nearest vector
 * has the right label. Start at {@link dev.heed.bench.quality.Banking77}.
 */
@NullMarked
package dev.heed.bench.quality;

import org.jspecify.annotations.NullMarked;
