/**
 * What tuning by ranking is worth to a search: held-out questions of banking77, before and after.
 */
@NullMarked
package dev.heed.bench.retrieval;

import org.jspecify.annotations.NullMarked;
