/**
 * Engines of others that need no jar: a native library found on the system, and a Python of the
 * user's choice that does its work as a child process. One that is not there is named in the table
 * as left out.
 */
@NullMarked
package dev.heed.bench.peer;

import org.jspecify.annotations.NullMarked;
