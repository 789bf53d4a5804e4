/**
 * Passages of text files, and an index of their embeddings that is kept beside them.
 *
 * <p>Here belong the file formats that passages come in and the index file; embedding and printing
 * do not. Start reading at {@link dev.heed.app.search.PassageReader}, then {@link
 * dev.heed.app.search.PassageIndex}.
 */
@NullMarked
package dev.heed.app.search;

import org.jspecify.annotations.NullMarked;
