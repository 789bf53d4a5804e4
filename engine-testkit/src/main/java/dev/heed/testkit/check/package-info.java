/**
 * How a result is checked: where tensors lie in memory, what surrounds them, and what must hold
 * after a run. Cases come from {@code cases}, expectations from {@code oracle}. Start with {@link
 * dev.heed.testkit.check.CaseChecks}.
 */
@NullMarked
package dev.heed.testkit.check;

import org.jspecify.annotations.NullMarked;
