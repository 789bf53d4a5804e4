/**
 * What a pretrained model is worth where there are few examples: banking77, from 1 a class to all.
 */
@NullMarked
package dev.heed.bench.fewshot;

import org.jspecify.annotations.NullMarked;
