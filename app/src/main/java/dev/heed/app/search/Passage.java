package dev.heed.app.search;

/**
 * A piece of a file that can be found.
 *
 * @param line where it begins, from 1
 * @param text not blank
 */
public record Passage(long line, String text) {}
