/**
 * Numbers that are a function of a seed and a count, so that the same seed draws the same whatever
 * else is drawn. What belongs here is the mixing alone; what is drawn, and in which order, is said
 * where it is used.
 */
@NullMarked
package dev.heed.models.random;

import org.jspecify.annotations.NullMarked;
