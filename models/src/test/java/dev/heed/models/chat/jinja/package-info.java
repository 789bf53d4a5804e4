/** Tests of the interpreter's own promises: who wrote what, and the limits of hostile templates. */
@NullMarked
package dev.heed.models.chat.jinja;

import org.jspecify.annotations.NullMarked;
