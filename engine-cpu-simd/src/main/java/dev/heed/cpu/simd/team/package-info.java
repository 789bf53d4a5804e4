/**
 * The worker threads of one backend and how a piece of work is handed to them. Nothing here knows
 * what is computed. Start with {@link dev.heed.cpu.simd.team.WorkerTeam}.
 */
@NullMarked
package dev.heed.cpu.simd.team;

import org.jspecify.annotations.NullMarked;
