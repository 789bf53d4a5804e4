/**
 * Texts in and files out: strictly decoded UTF-8 lines, passages of several file formats, files
 * that appear whole or not at all.
 *
 * <p>Nothing here knows a model or a command. Start reading at {@link dev.heed.app.io.Utf8Lines}
 * and {@link dev.heed.app.io.AtomicFile}.
 */
@NullMarked
package dev.heed.app.io;

import org.jspecify.annotations.NullMarked;
