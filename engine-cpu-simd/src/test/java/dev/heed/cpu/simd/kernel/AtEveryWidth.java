package dev.heed.cpu.simd.kernel;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.DisabledIf;

/**
 * For tests that the build runs at every vector width: once at the processor's own, and again with
 * 128, 256 and 512 bits forced, of which the one that is the processor's own is passed over.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@DisabledIf(
    value = "dev.heed.cpu.simd.kernel.Widths#isForcedToNative",
    disabledReason = "the forced width is the processor's own, whose run has it")
public @interface AtEveryWidth {}
