package dev.heed.cpu.simd.kernel;

import dev.heed.cpu.simd.kernel.AttentionOperands.View;
import dev.heed.engine.op.AlibiSlopes;
import dev.heed.engine.op.Chance;
import dev.heed.engine.op.Visibility;
import org.jspecify.annotations.Nullable;

/**
 * The arrays of an attention on the way back, as {@link AttentionOperands} has those of the way
 * there.
 *
 * @param q [queryRows, heads, headSize]
 * @param k [keyRows, kvHeads, headSize]
 * @param v [keyRows, kvHeads, valueSize]
 * @param out [queryRows, heads, valueSize]
 * @param logSumExp [heads, queryRows], heads a stride apart
 * @param bias one sequence after the other, [heads, queries, keys] or [queries, keys]
 * @param outGradient as out
 * @param qGradient as q
 * @param kGradient as k
 * @param vGradient as v
 * @param biasGradient as bias
 * @param biasPerHead which of the two
 * @param group query heads that share a key head
 * @param softCap 0 for none
 */
public record AttentionGradientOperands(
    View q,
    View k,
    View v,
    View out,
    View logSumExp,
    @Nullable View bias,
    View outGradient,
    View qGradient,
    View kGradient,
    View vGradient,
    @Nullable View biasGradient,
    boolean biasPerHead,
    int heads,
    int group,
    int headSize,
    int valueSize,
    Visibility visibility,
    float scale,
    float softCap,
    @Nullable AlibiSlopes alibi,
    @Nullable Chance dropout) {}
