package dev.heed.testkit.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.engine.Availability;
import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.BackendProvider;
import dev.heed.testkit.Absence;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * The public node vectors of ONNX on a backend: every case that Heed's ops can express, within 2e-5
 * of F32 and 3e-3 of F16 values, relative to those beyond 1; results that are only moved or rounded
 * must be equal. A backend has one subclass. The vectors are no part of the repository: where
 * {@code shared/data/onnx-ops} is absent, the class is skipped; a backend that is unavailable
 * fails.
 */
@TestInstance(Lifecycle.PER_CLASS)
public abstract class OnnxNodeVectors {
  private static final String ARCHIVE = "data/onnx-ops/onnx-transformer-op-vectors.tar.gz";

  private @Nullable Backend opened;
  private List<NodeCase> cases = List.of();

  /** For subclasses. */
  protected OnnxNodeVectors() {}

  /** The backend under test. */
  protected abstract BackendProvider provider();

  /** How it is opened. */
  protected BackendOptions options() {
    return BackendOptions.DEFAULT;
  }

  /** As {@link dev.heed.testkit.BackendContract}'s: skips where there is no device. */
  protected boolean mayBeAbsent() {
    return false;
  }

  @BeforeAll
  final void open() throws IOException {
    if (mayBeAbsent()) {
      Absence.abortIfUnavailable(provider());
    }
    cases = NodeCase.read(TarGz.read(SharedData.path(ARCHIVE)));
    opened =
        switch (provider().probe()) {
          case Availability.Available available ->
              provider().open(available.devices().getFirst(), options());
          case Availability.Unavailable none ->
              throw new AssertionError(
                  "backend '%s' is unavailable: %s; %s"
                      .formatted(provider().name(), none.reason(), none.remedy()));
        };
  }

  @AfterAll
  final void close() {
    if (opened != null) {
      opened.close();
    }
  }

  @TestFactory
  final Stream<DynamicTest> everyExpressibleCaseGivesTheExpectedValues() {
    return cases.stream()
        .filter(node -> NodeMappings.of(node).isPresent())
        .map(node -> DynamicTest.dynamicTest(node.name(), () -> check(node)));
  }

  @Test
  final void whatCannotBeExpressedIsListedExactly() throws IOException {
    NotExpressible listed = NotExpressible.read();
    Set<String> operators = new TreeSet<>();
    Set<String> single = new TreeSet<>();
    for (NodeCase node : cases) {
      if (NodeMappings.of(node.node().operator()).isEmpty()) {
        operators.add(node.node().operator());
      } else if (NodeMappings.of(node).isEmpty()) {
        single.add(node.name());
      }
    }
    assertThat(operators).as("operators").isEqualTo(listed.operators().keySet());
    assertThat(single).as("cases").isEqualTo(listed.cases().keySet());
  }

  @Test
  final void theVectorsAreComplete() {
    List<String> expressed =
        cases.stream()
            .filter(node -> NodeMappings.of(node).isPresent())
            .map(node -> node.node().operator())
            .toList();
    assertThat(cases).hasSize(666);
    assertThat(
            expressed.stream()
                .collect(Collectors.groupingBy(operator -> operator, Collectors.counting())))
        .containsEntry("Attention", 76L)
        .containsEntry("LayerNormalization", 19L)
        .containsEntry("RMSNormalization", 19L)
        .containsEntry("RotaryEmbedding", 8L)
        .containsEntry("Softmax", 7L)
        .containsEntry("Gelu", 4L)
        .containsEntry("Erf", 1L)
        .containsEntry("Swish", 1L)
        .containsEntry("FlexAttention", 6L)
        .containsEntry("SwiGLU", 3L)
        .containsEntry("SoftmaxCrossEntropyLoss", 34L)
        .containsEntry("NegativeLogLikelihoodLoss", 18L)
        .containsEntry("Dropout", 5L)
        .containsEntry("Momentum", 3L)
        .containsEntry("Adagrad", 2L)
        .containsEntry("Adam", 2L);
  }

  private void check(NodeCase node) {
    Optional<NodeMapping> mapping = NodeMappings.of(node);
    Backend backend = opened;
    if (backend == null || mapping.isEmpty()) {
      throw new IllegalStateException(node + " was not meant to run");
    }
    List<@Nullable OnnxTensor> expected = node.expected();
    assertThat(expected).as("expected outputs of %s", node).anyMatch(Objects::nonNull);
    try (Workbench bench = new Workbench(backend)) {
      List<@Nullable OnnxTensor> actual = mapping.get().run(node, bench);
      for (int i = 0; i < expected.size(); i++) {
        OnnxTensor wanted = expected.get(i);
        if (wanted != null) {
          OnnxTensor got = i < actual.size() ? actual.get(i) : null;
          String what = node.node().outputs().get(i);
          if (got == null) {
            throw new AssertionError(what + " was not computed");
          }
          NodeComparison.check(what, got, wanted, mapping.get().isExact());
        }
      }
    }
  }
}
