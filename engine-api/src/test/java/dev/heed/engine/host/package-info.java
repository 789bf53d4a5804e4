/** Memory and queues of the JVM's own, without any kernel. */
@NullMarked
package dev.heed.engine.host;

import org.jspecify.annotations.NullMarked;
