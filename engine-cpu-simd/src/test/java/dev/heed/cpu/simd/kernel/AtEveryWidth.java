package dev.heed.cpu.simd.kernel;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.DisabledIf;

/**
 * For tests that the build runs at every vector width: once with the processor's own vectors, and
 * again, by the tag, with 128 and 256 bits and 16 registers and with 512 bits forced. The one that
 * is the processor's own is passed over.
 */
@Tag("every-width")
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@DisabledIf(
    value = "dev.heed.cpu.simd.kernel.Widths#isForcedToNative",
    disabledReason = "the forced vectors are the processor's own, whose run has them")
public @interface AtEveryWidth {}
