package dev.heed.report;

/**
 * An example that a model was wrong about.
 *
 * @param text of the example, whole
 * @param truth its label
 * @param answer the label that the model gave
 * @param probability that the model gave its answer, 0 to 1; NaN where it gives none
 */
public record Mistake(String text, String truth, String answer, double probability) {}
