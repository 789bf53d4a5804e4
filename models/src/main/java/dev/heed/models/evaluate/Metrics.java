package dev.heed.models.evaluate;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All that one task is measured by. */
public sealed interface Metrics
    permits ClassificationMetrics,
        MultiLabelMetrics,
        RegressionMetrics,
        EntityMetrics,
        TagMetrics,
        TextMetrics,
        LanguageMetrics,
        RetrievalMetrics,
        MaskedLanguageMetrics {
  /**
   * Every value by its name, in an order that does not change: numbers, texts, lists and maps of
   * these, as JSON has them. What is undefined is there and {@code null}.
   */
  Map<String, @Nullable Object> toMap();
}
