/**
 * What makes text of a model's logits, whatever the model: the choice of each token, the conditions
 * that end a text, and the results.
 *
 * <p>Here belong sampling options, the sampler and its steps, stop strings, tokens with their
 * log-probabilities, timings, and the three ways to read tokens while they come. Models, caches and
 * tokenizers do not belong here: everything works on float arrays, token ids and strings.
 *
 * <p>Start with {@link dev.heed.models.generate.SamplingOptions}, which gives the order of the
 * steps, then {@link dev.heed.models.generate.Sampler}; {@link
 * dev.heed.models.generate.TokenStream} is what a program reads from.
 */
@NullMarked
package dev.heed.models.generate;

import org.jspecify.annotations.NullMarked;
