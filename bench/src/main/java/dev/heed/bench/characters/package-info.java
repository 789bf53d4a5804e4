/** Language models over characters, from nothing. */
@NullMarked
package dev.heed.bench.characters;

import org.jspecify.annotations.NullMarked;
