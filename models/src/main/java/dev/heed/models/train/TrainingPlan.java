package dev.heed.models.train;

/**
 * What a training will do, known before its first step.
 *
 * @param steps in all, unless it ends early
 * @param stepsOfEpoch of the first epoch
 * @param examples of the first epoch
 * @param tokens of the first epoch
 * @param parameters elements of the model
 * @param learned elements that are learned
 * @param memory that it needs, by what for
 */
public record TrainingPlan(
    long steps,
    int stepsOfEpoch,
    long examples,
    long tokens,
    long parameters,
    long learned,
    TrainingMemory memory) {}
