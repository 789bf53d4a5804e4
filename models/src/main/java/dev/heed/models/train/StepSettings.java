package dev.heed.models.train;

/**
 * What one step is given.
 *
 * @param step its number, from 1
 * @param rate the learning rate
 * @param decay the weight decay
 * @param gradientScale what a gradient is multiplied by first
 */
public record StepSettings(long step, double rate, double decay, double gradientScale) {}
