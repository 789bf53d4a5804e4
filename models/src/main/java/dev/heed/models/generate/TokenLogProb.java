package dev.heed.models.generate;

/**
 * A token and the logarithm of its probability.
 *
 * @param id of the token
 * @param logProb natural logarithm, of the model's own distribution: before any step of sampling
 */
public record TokenLogProb(int id, double logProb) {}
