/**
 * How good answers are: classes, probabilities, numbers, entities and texts against what was
 * expected.
 *
 * <p>Here belong pure functions of truths and predictions, each with the source of its formula and,
 * where there is one, the Python package whose value it gives; and {@link
 * dev.heed.models.evaluate.Metrics}, all values of one task as a map for JSON. How a model comes to
 * its predictions does not belong here: no class of this package knows a model or a backend.
 *
 * <p>Start with {@link dev.heed.models.evaluate.ClassificationMetrics} (or {@link
 * dev.heed.models.evaluate.MultiLabelMetrics}, {@link dev.heed.models.evaluate.RegressionMetrics},
 * {@link dev.heed.models.evaluate.EntityMetrics}, {@link dev.heed.models.evaluate.TagMetrics},
 * {@link dev.heed.models.evaluate.TextMetrics}, {@link dev.heed.models.evaluate.LanguageMetrics},
 * {@link dev.heed.models.evaluate.RetrievalMetrics}), which say what each task is measured by;
 * {@link dev.heed.models.evaluate.Bootstrap} puts an interval around any of them. What cannot be
 * computed from wrong input (none at all, lengths that differ, NaN) is an {@link
 * IllegalArgumentException}; what right input leaves undefined, such as a correlation with a
 * constant, is NaN, and {@code null} in a map.
 */
@NullMarked
package dev.heed.models.evaluate;

import org.jspecify.annotations.NullMarked;
