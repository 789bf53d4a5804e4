package dev.heed.bench.quality;

/**
 * A text and its label, named like the columns of the data set.
 *
 * @param text as it was typed, line breaks among it
 * @param category what the text is about
 */
public record Question(String text, String category) {}
