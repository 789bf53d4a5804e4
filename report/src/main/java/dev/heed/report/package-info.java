/**
 * What a training was, for people: curves, a confusion matrix, calibration and learning curves as
 * PNG, and all of it with the settings and the worst mistakes as one HTML file that needs nothing
 * from elsewhere.
 *
 * <p>Here belongs how results look; what they are is {@link dev.heed.models.evaluate}'s business,
 * and what happened is told by {@link dev.heed.models.train.TrainingHistory}. Texts, labels and
 * names come from data and are taken for hostile: they reach HTML through {@link
 * dev.heed.report.Html} alone.
 *
 * <p>Start with {@link dev.heed.report.TrainingReport}.
 */
@NullMarked
package dev.heed.report;

import org.jspecify.annotations.NullMarked;
