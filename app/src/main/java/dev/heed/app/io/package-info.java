/**
 * Texts in and files out: strictly decoded UTF-8 lines, JSON, and bytes that wait their turn.
 *
 * <p>Nothing here knows a model or a command. Start reading at {@link dev.heed.app.io.Utf8Lines}.
 */
@NullMarked
package dev.heed.app.io;

import org.jspecify.annotations.NullMarked;
