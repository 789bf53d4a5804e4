package dev.heed.models.train;

/**
 * What one step was.
 *
 * @param step its number, from 1
 * @param epoch in which it was, from 1
 * @param loss mean over what counts
 * @param rate the learning rate
 * @param gradientNorm before clipping
 * @param tokens in its batches
 * @param seconds that it took
 */
public record StepReport(
    long step,
    int epoch,
    double loss,
    double rate,
    double gradientNorm,
    long tokens,
    double seconds) {}
