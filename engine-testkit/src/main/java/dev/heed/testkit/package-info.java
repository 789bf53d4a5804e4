/**
 * The contract of a backend as an executable suite. A backend subclasses {@link
 * dev.heed.testkit.BackendContract} and gets every case, every check and the double-precision
 * oracle; see there for what a subclass says about itself. Not here: what an op must give ({@code
 * oracle}), on which shapes it is tried ({@code cases}), how a result is checked ({@code check}).
 */
@NullMarked
package dev.heed.testkit;

import org.jspecify.annotations.NullMarked;
