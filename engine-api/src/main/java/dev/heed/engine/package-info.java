/**
 * The seam between models and the machines they run on: what a backend is, how one is found, chosen
 * and opened, and how memory and work are owned. No arithmetic and no backend lives here. Start
 * with {@link dev.heed.engine.Backends} to use a backend, with {@link
 * dev.heed.engine.BackendProvider} to write one.
 */
@NullMarked
package dev.heed.engine;

import org.jspecify.annotations.NullMarked;
