/**
 * The streams of one run and how results look on them: colours, bars, tables, progress, warnings.
 *
 * <p>Nothing here knows a model or a command. Start reading at {@link
 * dev.heed.app.console.Console}.
 */
@NullMarked
package dev.heed.app.console;

import org.jspecify.annotations.NullMarked;
