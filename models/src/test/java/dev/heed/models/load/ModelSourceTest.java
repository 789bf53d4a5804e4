package dev.heed.models.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.engine.op.Pooling;
import dev.heed.models.TinyModel;
import dev.heed.models.hub.HubCache;
import dev.heed.models.spec.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelSourceTest {
  @TempDir Path folder;

  @BeforeEach
  void writeASentenceModel() {
    TinyModel.encoder().write(folder);
    TinyModel.text(
        folder.resolve("modules.json"),
        "[{\"path\": \"\", \"type\": \"x.Transformer\"}, {\"path\": \"1\", \"type\": \"x.Pooling\"}]");
    TinyModel.text(folder.resolve("sentence_bert_config.json"), "{\"do_lower_case\": true}");
  }

  @Test
  void textsThatWouldHaveToBePutIntoLowerCaseAreRefused() {
    try (ModelSource source = ModelSource.open(folder)) {
      assertThatThrownBy(source::embedding)
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("sentence_bert_config.json sets do_lower_case");
    }
  }

  @Test
  void aTokenizerThatDoesItAnywayIsEnough() {
    TinyModel.text(folder.resolve("tokenizer_config.json"), "{\"do_lower_case\": true}");
    try (ModelSource source = ModelSource.open(folder)) {
      assertThat(source.embedding().pooling()).isEqualTo(Pooling.MEAN);
    }
  }

  @Test
  void aModelThatWasPulledIsFoundByItsName() throws IOException {
    Path pulled = pulled();
    assertThat(ModelSource.locate("org/tiny", new HubCache(folder.resolve("cache"))))
        .isEqualTo(pulled);
    try (ModelSource source = ModelSource.open(pulled)) {
      assertThat(source.tokenizer()).isPresent(); // through links
    }
  }

  @Test
  void aFolderOfThatNameComesFirst() {
    assertThat(ModelSource.locate("src/test")).isEqualTo(Path.of("src/test"));
  }

  @Test
  void whatWasNotPulledIsSaidHowToPull() {
    HubCache empty = new HubCache(folder.resolve("none"));
    assertThatThrownBy(() -> ModelSource.locate("org/tiny", empty))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("to download it: heed pull org/tiny");
    assertThatThrownBy(() -> ModelSource.locate("tiny", empty))
        .isInstanceOf(ModelException.class)
        .hasMessageNotContaining("heed pull");
  }

  /** As huggingface_hub has it: names are links to blobs, and a reference says which commit. */
  private Path pulled() throws IOException {
    Path repository = folder.resolve("cache/models--org--tiny");
    String commit = "0123456789abcdef0123456789abcdef01234567";
    Path snapshot = Files.createDirectories(repository.resolve("snapshots").resolve(commit));
    Path blobs = Files.createDirectories(repository.resolve("blobs"));
    TinyModel.encoder().write(blobs);
    for (String name : List.of("config.json", "model.safetensors", "vocab.txt")) {
      Files.createSymbolicLink(snapshot.resolve(name), Path.of("../../blobs", name));
    }
    Files.createDirectories(repository.resolve("refs"));
    Files.writeString(repository.resolve("refs/main"), commit);
    return snapshot;
  }
}
