/**
 * What every op must give, computed in double precision from the written contract and from nothing
 * else, with the distance from it that exact F32 arithmetic can explain. No backend, no kernel and
 * no case belongs here. Start with {@link dev.heed.testkit.oracle.Oracle}; the bounds are explained
 * in {@link dev.heed.testkit.oracle.Rounding}.
 */
@NullMarked
package dev.heed.testkit.oracle;

import org.jspecify.annotations.NullMarked;
