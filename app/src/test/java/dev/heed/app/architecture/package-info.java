/**
 * The rules that keep the house in order, checked on the compiled classes, descriptors and sources
 * of all modules: here because the command line is the last module that sees the others. A rule
 * belongs here if breaking it would compile. Start with {@link
 * dev.heed.app.architecture.ArchitectureTest}.
 */
@NullMarked
package dev.heed.app.architecture;

import org.jspecify.annotations.NullMarked;
