/**
 * What a command found out, as text for people and as JSON for programs; and the messages and exit
 * codes that go beside it. Nothing here computes. Start reading at {@link
 * dev.heed.app.report.SearchResult} and {@link dev.heed.app.report.SearchText}.
 */
@NullMarked
package dev.heed.app.report;

import org.jspecify.annotations.NullMarked;
