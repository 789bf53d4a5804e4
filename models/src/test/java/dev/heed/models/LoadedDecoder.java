package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.engine.Backend;
import dev.heed.engine.Usage;
import dev.heed.models.arch.DecoderModel;
import dev.heed.models.load.DecoderPlan;
import dev.heed.models.load.ModelSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A tiny decoder on any backend, for each test; after it nothing may be left there. */
@SuppressWarnings("exports") // tests of other packages use it, and nobody else sees it
public final class LoadedDecoder implements BeforeEachCallback, AfterEachCallback {
  private final TinyDecoder tiny;
  private @Nullable Backend backend;
  private @Nullable DecoderModel model;

  public LoadedDecoder(TinyDecoder tiny) {
    this.tiny = tiny;
  }

  public DecoderModel model() {
    return Objects.requireNonNull(model);
  }

  public Backend backend() {
    return Objects.requireNonNull(backend);
  }

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    Backend opened = InstalledBackends.openAny();
    backend = opened;
    Path folder = Files.createTempDirectory("tiny-decoder");
    try (ModelSource source = ModelSource.open(tiny.write(folder))) {
      model = DecoderPlan.of(source).load(source.checkpoint(), opened);
    } finally {
      remove(folder);
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    model().close();
    assertThat(backend().usage()).isEqualTo(new Usage(0, 0, 0));
    backend().close();
  }
}
