/** What the tests of this module share. */
@NullMarked
package dev.heed.models;

import org.jspecify.annotations.NullMarked;
