/**
 * One text from a cold start, each engine as a whole process: {@link
 * dev.heed.bench.startup.StartupTable} is the program, {@link dev.heed.bench.startup.Stages} says
 * where Heed's time goes.
 */
@NullMarked
package dev.heed.bench.startup;

import org.jspecify.annotations.NullMarked;
