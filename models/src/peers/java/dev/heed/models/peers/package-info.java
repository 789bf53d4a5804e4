/** Agreement with other implementations on the same files; built by the profile {@code peers}. */
@NullMarked
package dev.heed.models.peers;

import org.jspecify.annotations.NullMarked;
